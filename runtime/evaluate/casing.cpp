#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "grammar/unicode.h"
#include "runtime/evaluate/text.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {
namespace {

/// Every `step`th character of [first, last] moves by `delta`.
struct CaseRun {
  char32_t first;
  char32_t last;
  std::uint8_t step;
  std::int32_t delta;
};

/// A character whose other case is several characters.
struct CaseSpecial {
  char32_t character;
  std::string_view mapped;
};

// clang-format off
#include "runtime/evaluate/case_tables.inc"
// clang-format on

struct CaseTable {
  std::span<const CaseRun> runs;
  std::span<const CaseSpecial> specials;
  char ascii_first;  ///< of the 26 letters that change
};

constexpr CaseTable upper_table{upper_runs, upper_specials, 'a'};
constexpr CaseTable lower_table{lower_runs, lower_specials, 'A'};

const CaseSpecial* find_special(const CaseTable& table, char32_t c) {
  const auto found = std::lower_bound(
      table.specials.begin(), table.specials.end(), c,
      [](const CaseSpecial& row, char32_t value) { return row.character < value; });
  return found != table.specials.end() && found->character == c ? &*found : nullptr;
}

char32_t map_simple(const CaseTable& table, char32_t c) {
  if (c < 0x80) {
    const auto first = static_cast<char32_t>(table.ascii_first);
    return c >= first && c < first + 26 ? c ^ 0x20 : c;
  }
  const auto run =
      std::lower_bound(table.runs.begin(), table.runs.end(), c,
                       [](const CaseRun& row, char32_t value) { return row.last < value; });
  if (run == table.runs.end() || c < run->first || (c - run->first) % run->step != 0) return c;
  return static_cast<char32_t>(static_cast<std::int32_t>(c) + run->delta);
}

void append_mapped(const CaseTable& table, char32_t c, TextBuilder& out) {
  if (const CaseSpecial* special = find_special(table, c)) return out.append(special->mapped);
  std::string mapped;
  append_utf8(mapped, map_simple(table, c));
  out.append(mapped);
}

constexpr char32_t capital_sigma = 0x3A3;
constexpr std::string_view final_sigma = "\xCF\x82";

bool is_cased(char32_t c) {
  if (c < 0x80) return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  return map_simple(upper_table, c) != c || map_simple(lower_table, c) != c ||
         find_special(upper_table, c) != nullptr;
}

/// What Unicode looks through when it asks whether a letter comes before or after: of its long
/// list, the marks and punctuation that Greek is written with.
bool is_case_ignorable(char32_t c) {
  return c == '\'' || c == '.' || c == ':' || c == '^' || c == '`' || c == 0xA8 || c == 0xAD ||
         c == 0xB4 || c == 0xB7 || c == 0x2019 || (c >= 0x300 && c <= 0x36F) || c == 0x384 ||
         c == 0x385 || c == 0x387;
}

bool begins_with_cased(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = decode_utf8(text, i);
    if (!c || !is_case_ignorable(c->value)) return c && is_cased(c->value);
    i += c->size;
  }
  return false;
}

/// Lower-cases left to right, remembering whether a letter came last: a capital sigma after one,
/// and before none, is final.
void lower_with_sigma(std::string_view text, TextBuilder& out) {
  bool after_letter = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = decode_utf8(text, i);
    const std::size_t size = c ? c->size : 1;
    if (!c) {
      out.push_back(text[i]);
    } else if (c->value == capital_sigma && after_letter &&
               !begins_with_cased(text.substr(i + 2))) {
      out.append(final_sigma);
    } else {
      append_mapped(lower_table, c->value, out);
    }
    if (!c || !is_case_ignorable(c->value)) after_letter = c && is_cased(c->value);
    i += size;
  }
}

/// The size of the ASCII that `text` begins with.
std::size_t ascii_size(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
  return static_cast<std::size_t>(end - text.begin());
}

/// REQUIRES: `text` is ASCII.
void map_ascii(std::string_view text, const CaseTable& table, TextBuilder& out) {
  std::array<char, 256> mapped{};
  for (std::size_t i = 0; i < text.size(); i += mapped.size()) {
    const std::string_view part = text.substr(i, mapped.size());
    std::transform(part.begin(), part.end(), mapped.begin(), [&table](char c) {
      const bool letter = c >= table.ascii_first && c < table.ascii_first + 26;
      return letter ? static_cast<char>(c ^ 0x20) : c;
    });
    out.append({mapped.data(), part.size()});
  }
  explicit_bzero(mapped.data(), std::min(mapped.size(), text.size()));
}

void map_case(std::string_view text, const CaseTable& table, TextBuilder& out) {
  out.reserve(out.size() + text.size());
  while (!text.empty()) {
    const std::size_t ascii = ascii_size(text);
    map_ascii(text.substr(0, ascii), table, out);
    text.remove_prefix(ascii);
    if (text.empty()) return;
    const auto c = decode_utf8(text, 0);
    const std::size_t size = c ? c->size : 1;
    if (c) append_mapped(table, c->value, out);
    if (!c) out.append(text.substr(0, size));
    text.remove_prefix(size);
  }
}

}  // namespace

void append_upper(std::string_view text, TextBuilder& out) {
  map_case(text, upper_table, out);
}

void append_lower(std::string_view text, TextBuilder& out) {
  if (text.find("\xCE\xA3") == std::string_view::npos) return map_case(text, lower_table, out);
  lower_with_sigma(text, out);
}

}  // namespace keyplate::evaluate
