#include "compiler/regex_syntax.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/regex_translator.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

/// The most that PCRE2 repeats an item by number.
constexpr std::uint32_t most_repeats = 65'535;
/// PCRE2 takes no more, and what looks for names here need not be quick.
constexpr std::size_t longest_pattern = 65'536;
/// Groups inside groups; PCRE2 stops at 250.
constexpr std::size_t deepest_groups = 200;
constexpr std::string_view line_ends = "[\\n\\r\\x{2028}\\x{2029}]";

std::u16string to_units(std::string_view text) {
  std::u16string units;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i).value_or(CodePoint{0xFFFD, 1});
    i += point.size;
    if (point.value < 0x10000) {
      units += static_cast<char16_t>(point.value);
    } else {
      units += static_cast<char16_t>(0xD800 + ((point.value - 0x10000) >> 10));
      units += static_cast<char16_t>(0xDC00 + ((point.value - 0x10000) & 0x3FF));
    }
  }
  return units;
}

std::string to_name(std::u16string_view units) {
  std::string name;
  for (std::size_t i = 0; i < units.size(); ++i) {
    char32_t point = units[i];
    if (point >= 0xD800 && point < 0xDC00 && i + 1 < units.size())
      point = 0x10000 + ((point - 0xD800) << 10) + (units[++i] - 0xDC00U);
    append_utf8(name, point);
  }
  return name;
}

}  // namespace

bool RegexTranslator::run() {
  if (!find_groups()) return false;
  at_ = 0;
  out_ = "(?C)";
  while (more()) {
    if (!term()) return false;
  }
  return open_.empty() || fail(open_.back().begin, "a group that is never closed");
}

// ---- groups ----

/// Counts them, and learns their names: a reference may come before its group.
bool RegexTranslator::find_groups() {
  bool in_class = false;
  for (; more(); ++at_) {
    const char16_t unit = pattern_[at_];
    if (unit == '\\') {
      ++at_;
    } else if (in_class) {
      in_class = unit != ']';
    } else if (unit == '[') {
      in_class = true;
    } else if (unit == '(' && !find_group()) {
      return false;
    }
  }
  return true;
}

bool RegexTranslator::find_group() {
  const std::size_t begin = at_;
  std::string found;
  if (next_is(u"(?<") && !next_is(u"(?<=") && !next_is(u"(?<!")) {
    at_ += 3;
    if (!name(found)) return false;
    --at_;
    any_name_ = true;
    if (std::find(names_.begin(), names_.end(), found) != names_.end())
      return fail(begin, "two groups of one name");
  } else if (next_is(u"(?")) {
    return true;
  }
  names_.push_back(std::move(found));
  return true;
}

/// `NAME>` as it stands behind `(?<` and `\k<`.
bool RegexTranslator::name(std::string& name) {
  const std::size_t begin = at_;
  while (more() && (is_letter_unit(pattern_[at_]) || pattern_[at_] == '_' || pattern_[at_] == '$' ||
                    pattern_[at_] >= 0x80 || (is_digit_unit(pattern_[at_]) && at_ > begin))) {
    ++at_;
  }
  name = to_name(pattern_.substr(begin, at_ - begin));
  if (name.empty() || !skip(u">")) return fail(begin, "no name of a group");
  return true;
}

bool RegexTranslator::open() {
  const std::size_t begin = at_;
  bool quantifiable = true;
  if (open_.size() >= deepest_groups) return fail(at_, "groups that are nested too deep");
  if (skip(u"(?:")) {
    out_ += "(?:";
  } else if (skip(u"(?=")) {
    out_ += "(?=";
  } else if (skip(u"(?!")) {
    out_ += "(?!";
  } else if (next_is(u"(?<=") || next_is(u"(?<!")) {
    out_ += next_is(u"(?<=") ? "(?<=" : "(?<!";
    at_ += 4;
    quantifiable = false;
  } else if (skip(u"(?<")) {
    std::string known;
    if (!name(known)) return false;
    out_ += '(';
  } else if (next_is(u"(?")) {
    return fail(begin, "no kind of group");
  } else {
    ++at_;
    out_ += '(';
  }
  out_ += "(?C)";
  open_.push_back({quantifiable, begin});
  last_ = Last::nothing;
  return true;
}

bool RegexTranslator::close() {
  if (open_.empty()) return fail(at_, "a `)` that closes nothing");
  ++at_;
  out_ += ')';
  last_ = open_.back().quantifiable ? Last::item : Last::nothing;
  open_.pop_back();
  return true;
}

// ---- terms ----

bool RegexTranslator::term() {
  const std::size_t begin = at_;
  const char16_t unit = pattern_[at_];
  switch (unit) {
    case '(':
      return open();
    case ')':
      return close();
    case '[':
      return bracket();
    case '\\':
      return escape();
    case '*':
    case '+':
    case '?':
    case '{':
      return quantifier(begin);
    default:
      break;
  }
  ++at_;
  if (unit == '|') {
    assertion("|(?C)");
  } else if (unit == '^') {
    assertion(flags_.multiline ? fmt::format("(?:\\A|(?<={}))", line_ends) : "\\A");
  } else if (unit == '$') {
    assertion(flags_.multiline ? fmt::format("(?=\\z|{})", line_ends) : "\\z");
  } else if (unit == '.') {
    out_ += fmt::format("[^{}", line_ends.substr(1));
    last_ = Last::item;
  } else {
    item(unit);
  }
  return true;
}

void RegexTranslator::item(char16_t unit) {
  if (flags_.ignore_case) {
    append_caseless(unit, out_);
  } else {
    append_unit(unit, out_);
  }
  last_ = Last::item;
}

void RegexTranslator::assertion(std::string_view text) {
  out_ += text;
  last_ = Last::nothing;
}

/// PCRE2's own is the same as long as it isn't told of Unicode.
void RegexTranslator::boundary(bool negated) {
  if (!flags_.ignore_case) return assertion(negated ? "\\B" : "\\b");
  std::string word;
  append_set(word_units(), false, false, word);
  const std::string_view same = negated ? "=" : "!";
  const std::string_view other = negated ? "!" : "=";
  assertion(fmt::format("(?:(?<={0})(?{1}{0})|(?<!{0})(?{2}{0}))", word, same, other));
}

bool RegexTranslator::quantifier(std::size_t begin) {
  const char16_t unit = pattern_[at_];
  if (unit != '{') {
    ++at_;
    return repeat(begin, std::string(1, static_cast<char>(unit)));
  }
  std::uint32_t least = 0;
  std::optional<std::uint32_t> most = 0;
  if (!braces(least, most)) {
    at_ = begin + 1;
    item(unit);
    return true;
  }
  if (least > most_repeats || most.value_or(0) > most_repeats)
    return fail(begin, fmt::format("more than {} repetitions", most_repeats));
  if (most && *most < least) return fail(begin, "numbers that are out of order");
  return repeat(begin,
                most ? fmt::format("{{{},{}}}", least, *most) : fmt::format("{{{},}}", least));
}

/// `{1}`, `{1,}` or `{1,2}`; anything else is text.
bool RegexTranslator::braces(std::uint32_t& least, std::optional<std::uint32_t>& most) {
  ++at_;
  const auto first = number();
  if (!first) return false;
  least = *first;
  most = first;
  if (skip(u",")) most = number();
  return skip(u"}");
}

std::optional<std::uint32_t> RegexTranslator::number() {
  const std::size_t begin = at_;
  std::uint32_t value = 0;
  for (; more() && is_digit_unit(pattern_[at_]); ++at_)
    value = std::min<std::uint32_t>(value * 10 + (pattern_[at_] - u'0'), most_repeats + 1);
  return at_ == begin ? std::nullopt : std::optional(value);
}

bool RegexTranslator::repeat(std::size_t begin, const std::string& mark) {
  if (last_ != Last::item) return fail(begin, "nothing to repeat");
  out_ += mark;
  if (skip(u"?")) out_ += '?';
  assertion("(?C)");
  return true;
}

std::optional<RegexFlags> regex_flags(std::string_view letters) {
  RegexFlags flags;
  for (const char letter : letters) {
    bool* const flag = letter == 'g'   ? &flags.global
                       : letter == 'i' ? &flags.ignore_case
                       : letter == 'm' ? &flags.multiline
                       : letter == 'y' ? &flags.sticky
                                       : nullptr;
    if (flag == nullptr || *flag) return std::nullopt;
    *flag = true;
  }
  return flags;
}

std::variant<RegexSyntax, RegexError> translate_regex(std::string_view pattern,
                                                      const RegexFlags& flags) {
  if (pattern.size() > longest_pattern) return RegexError{0, "more than it may hold"};
  const std::u16string units = to_units(pattern);
  RegexTranslator translator(units, flags);
  if (translator.run()) return translator.take();
  const auto& [unit, message] = translator.failure();
  return RegexError{static_cast<std::uint32_t>(utf16_to_offset(pattern, unit)), message};
}

}  // namespace keyplate::compiler
