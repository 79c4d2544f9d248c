#include "grammar/unicode.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace keyplate {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t offset) {
  return static_cast<std::uint8_t>(text[offset]);
}

bool is_continuation(std::uint8_t byte) {
  return (byte & 0xC0) == 0x80;
}

/// The first offset from `offset` on that holds no ASCII. Most texts hold nothing else, so it reads
/// 32 bytes at once.
std::size_t skip_ascii(std::string_view text, std::size_t offset) {
  std::array<std::uint64_t, 4> words{};
  for (; text.size() - offset >= sizeof words; offset += sizeof words) {
    std::memcpy(words.data(), text.data() + offset, sizeof words);
    if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) != 0) break;
  }
  while (offset < text.size() && byte_at(text, offset) < 0x80) ++offset;
  return offset;
}

/// Characters that move, hide or reorder what a terminal or an editor shows.
bool is_deceptive(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

}  // namespace

std::optional<CodePoint> decode_utf8(std::string_view text, std::size_t offset) {
  const std::uint8_t lead = byte_at(text, offset);
  if (lead < 0x80) return CodePoint{lead, 1};
  const std::uint8_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - offset < size) return std::nullopt;
  char32_t value = lead & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint8_t next = byte_at(text, offset + i);
    if (!is_continuation(next)) return std::nullopt;
    value = (value << 6) | (next & 0x3Fu);
  }
  const char32_t smallest = size == 4 ? 0x10000 : size == 3 ? 0x800 : 0x80;
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest || value > 0x10FFFF || surrogate) return std::nullopt;
  return CodePoint{value, size};
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  std::size_t offset = 0;
  while ((offset = skip_ascii(text, offset)) < text.size()) {
    const auto code_point = decode_utf8(text, offset);
    if (!code_point) return offset;
    offset += code_point->size;
  }
  return std::nullopt;
}

void append_utf8(std::string& out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  const auto put = [&out](char32_t bits) {
    out += static_cast<char>(bits);
  };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t count_code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return !is_continuation(static_cast<std::uint8_t>(c));
  }));
}

std::size_t utf16_length(std::string_view utf8) {
  // A code point takes one unit, or two where its UTF-8 form has four bytes.
  return count_code_points(utf8) +
         static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
           return static_cast<std::uint8_t>(c) >= 0xF0;
         }));
}

std::size_t utf16_to_offset(std::string_view utf8, std::size_t index) {
  std::size_t offset = 0;
  while (offset < utf8.size()) {
    const std::uint8_t lead = byte_at(utf8, offset);
    const std::size_t units = lead >= 0xF0 ? 2 : 1;
    if (index < units) break;
    index -= units;
    ++offset;
    while (offset < utf8.size() && is_continuation(byte_at(utf8, offset))) ++offset;
  }
  return offset;
}

std::size_t offset_to_utf16(std::string_view utf8, std::size_t offset) {
  return utf16_length(utf8.substr(0, offset));
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto code_point = decode_utf8(text, i);
    if (!code_point) {
      out += fmt::format("\\x{:02x}", byte_at(text, i));
      ++i;
      continue;
    }
    if (is_deceptive(code_point->value)) {
      out += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(code_point->value));
    } else {
      out += text.substr(i, code_point->size);
    }
    i += code_point->size;
  }
  return out;
}

std::string visible_sentence(std::string_view text) {
  constexpr std::string_view left_out = " ... ";
  constexpr std::size_t end_size = longest_sentence / 4;
  std::string shown = visible(text);
  if (shown.size() <= longest_sentence) return shown;
  std::size_t begin = longest_sentence - end_size - left_out.size();
  std::size_t end = shown.size() - end_size;
  while (is_continuation(byte_at(shown, begin))) --begin;
  while (is_continuation(byte_at(shown, end))) ++end;
  return shown.replace(begin, end - begin, left_out);
}

}  // namespace keyplate
