#include "runtime/evaluate/text.h"

#include <algorithm>
#include <cstdint>

#include "grammar/unicode.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_continuation(char c) {
  return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80;
}

/// The character at `offset`; a byte that is not UTF-8 counts as U+FFFD.
CodePoint character_at(std::string_view text, std::size_t offset) {
  return decode_utf8(text, offset).value_or(CodePoint{0xFFFD, 1});
}

/// Where the character before `end` begins. REQUIRES: end > 0.
std::size_t previous(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && end - begin < 4 && is_continuation(text[begin])) --begin;
  return begin;
}

/// Whether unit `index`, which lies in the character at `offset`, is the second half of a pair.
bool cuts_pair(std::string_view text, std::size_t offset, std::size_t index) {
  return offset < text.size() && offset_to_utf16(text, offset) != index;
}

/// A byte's rank in UTF-16 order: surrogates, which stand for 4-byte forms, sort before U+E000.
std::uint8_t utf16_rank(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  if (byte >= 0xF0) return static_cast<std::uint8_t>(byte - 2);
  return byte >= 0xEE ? static_cast<std::uint8_t>(byte + 8) : byte;
}

}  // namespace

bool is_space(char32_t c) {
  if (c <= 0x20) return c == 0x20 || (c >= 0x09 && c <= 0x0D);
  if (c < 0x1680) return c == 0xA0;
  return c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

std::string_view trim(std::string_view text) {
  return trim_back(trim_front(text));
}

std::string_view trim_front(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = character_at(text, 0);
    if (!is_space(first.value)) break;
    text.remove_prefix(first.size);
  }
  return text;
}

std::string_view trim_back(std::string_view text) {
  while (!text.empty()) {
    const std::size_t last = previous(text, text.size());
    if (!is_space(character_at(text, last).value)) break;
    text = text.substr(0, last);
  }
  return text;
}

void append_substring(std::string_view text, std::size_t begin, std::size_t end, TextBuilder& out) {
  std::size_t from = utf16_to_offset(text, begin);
  const std::size_t to = utf16_to_offset(text, end);
  if (end <= begin || from >= text.size()) return;
  if (cuts_pair(text, from, begin)) {
    out.append(replacement);
    from += 4;
  }
  if (from < to) out.append(text.substr(from, to - from));
  if (from <= to && cuts_pair(text, to, end)) out.append(replacement);
}

std::vector<std::string_view> split_units(std::string_view text) {
  std::vector<std::string_view> units;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = character_at(text, i).size;
    if (size == 4) {
      units.insert(units.end(), 2, replacement);
    } else {
      units.push_back(text.substr(i, size));
    }
    i += size;
  }
  return units;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at; (at = text.find(separator, begin)) != std::string_view::npos;) {
    parts.push_back(text.substr(begin, at - begin));
    begin = at + separator.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

int compare_text(std::string_view a, std::string_view b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() || y == b.end()) return (x != a.end() ? 1 : 0) - (y != b.end() ? 1 : 0);
  return static_cast<int>(utf16_rank(*x)) - static_cast<int>(utf16_rank(*y));
}

}  // namespace keyplate::evaluate
