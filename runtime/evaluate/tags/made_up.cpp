#include "runtime/evaluate/tags/made_up.h"

#include <fmt/core.h>

#include <array>
#include <charconv>

#include "grammar/name_index.h"
#include "runtime/evaluate/tags/date_pattern.h"

namespace keyplate::evaluate {
namespace {

struct Rule {
  std::string_view name;
  std::string_view pattern;
};

// clang-format off
#define RULE(name, pattern) Rule{name, pattern},
constexpr auto rules = std::to_array<Rule>({
#include "runtime/evaluate/tags/faker_rules.inc"
});
#undef RULE
// clang-format on
constexpr NameIndex rule_index(rules);
static_assert(rule_index.unique());

/// What stands between a rule's braces: `^word*2-5, `.
struct Item {
  char mark = 0;  ///< `^`, `_` or none
  std::string_view body;
  std::int64_t least = 1;
  std::int64_t most = 1;
  std::string_view between;
};

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Item item_of(std::string_view text) {
  Item item;
  if (text.starts_with('^') || text.starts_with('_')) {
    item.mark = text.front();
    text.remove_prefix(1);
  }
  const std::size_t star = text.find('*');
  item.body = text.substr(0, star);
  if (star == std::string_view::npos) return item;
  std::string_view count = text.substr(star + 1);
  if (const std::size_t comma = count.find(','); comma != std::string_view::npos) {
    item.between = count.substr(comma + 1);
    count = count.substr(0, comma);
  }
  const std::size_t dash = count.find('-');
  item.least = number(count.substr(0, dash));
  item.most = dash == std::string_view::npos ? item.least : number(count.substr(dash + 1));
  return item;
}

/// The end of the alternative that `text` begins with: the first `|` that stands in no braces.
std::size_t alternative_end(std::string_view text) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '|' && depth == 0) return at;
    depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
  }
  return text.size();
}

/// One of the alternatives of a pattern.
std::string_view chosen(std::string_view pattern, Random& random) {
  std::uint64_t count = 1;
  for (std::size_t at = alternative_end(pattern); at < pattern.size(); ++count)
    at += 1 + alternative_end(pattern.substr(at + 1));
  for (std::uint64_t skipped = random.below(count); skipped > 0; --skipped)
    pattern.remove_prefix(alternative_end(pattern) + 1);
  return pattern.substr(0, alternative_end(pattern));
}

char small(char c) {
  if (c == ' ') return '-';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

class Maker {
 public:
  explicit Maker(Random& random) : random_(random) {}

  std::string pattern(std::string_view pattern) {
    const std::string_view text = chosen(pattern, random_);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      if (text[at] != '{') {
        out += text[at++];
        continue;
      }
      const std::size_t end = closing(text, at);
      out += repeated(item_of(text.substr(at + 1, end - at - 1)));
      at = end + 1;
    }
    return out;
  }

 private:
  static std::size_t closing(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t at = open;; ++at) {
      if (text[at] == '{') ++depth;
      if (text[at] == '}' && --depth == 0) return at;
    }
  }

  std::string repeated(const Item& item) {
    std::string out;
    const std::int64_t count = random_.between(item.least, item.most);
    for (std::int64_t i = 0; i < count; ++i) {
      if (i > 0) out += item.between;
      out += marked(item.mark, once(item.body));
    }
    return out;
  }

  static std::string marked(char mark, std::string text) {
    if (mark == '^' && text[0] >= 'a' && text[0] <= 'z')
      text[0] = static_cast<char>(text[0] - 'a' + 'A');
    if (mark == '_')
      for (char& c : text) c = small(c);
    return text;
  }

  std::string once(std::string_view body) {
    if (const auto rule = rule_index.find(body)) return pattern(rules[*rule].pattern);
    const std::size_t dots = body.find("..");
    if (dots == std::string_view::npos) return pattern(body);
    return std::to_string(
        random_.between(number(body.substr(0, dots)), number(body.substr(dots + 2))));
  }

  Random& random_;
};

// ---- what no pattern can say ----

/// The remainder by 97 of the number that an IBAN stands for: letters count from 10 (ISO 7064).
unsigned remainder97(std::string_view text) {
  unsigned remainder = 0;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    const auto value = static_cast<unsigned>(digit ? c - '0' : c - 'A' + 10);
    remainder = (remainder * (digit ? 10 : 100) + value) % 97;
  }
  return remainder;
}

/// `iban` has zeros for its check digits.
std::string with_check_digits(std::string iban) {
  const unsigned check = 98 - remainder97(iban.substr(4) + iban.substr(0, 4));
  iban[2] = static_cast<char>('0' + check / 10);
  iban[3] = static_cast<char>('0' + check % 10);
  return iban;
}

constexpr std::int64_t day = 86'400'000;
constexpr std::int64_t year = 365 * day;

/// Milliseconds from today within which a date lies.
struct Period {
  std::string_view name;
  std::int64_t least;
  std::int64_t most;
};
constexpr Period periods[] = {{"timestamp", -year, year},
                              {"isoTimestamp", -year, year},
                              {"randomDateFuture", 1, year},
                              {"randomDatePast", -year, -1},
                              {"randomDateRecent", -day, -1}};

std::string date(const Period& period, Random& random, const Moment& today) {
  const std::int64_t time = milliseconds(today) + random.between(period.least, period.most);
  if (period.name == "timestamp") return std::to_string(time);
  return std::string(iso_text({time * 1'000'000, 0}).text());
}

}  // namespace

std::optional<std::string> made_up(std::string_view name, Random& random, const Moment& today) {
  for (const Period& period : periods)
    if (period.name == name) return date(period, random, today);
  Maker maker(random);
  if (name == "randomBankAccountIban") return with_check_digits(maker.pattern("{iban}"));
  const auto rule = rule_index.find(name);
  if (!rule) return std::nullopt;
  return maker.pattern(rules[*rule].pattern);
}

}  // namespace keyplate::evaluate
