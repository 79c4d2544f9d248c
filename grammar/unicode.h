#pragma once
// UTF-8 and UTF-16 arithmetic: decoding, validation, lengths in code points and code units.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace keyplate {

struct CodePoint {
  char32_t value = 0;
  std::uint8_t size = 0;  ///< bytes it takes, 1 to 4
};

/// The code point that starts at `offset`, or nothing where the bytes are not UTF-8 as RFC 3629
/// has it (overlong forms, surrogates and values past U+10FFFF are not). REQUIRES: offset < size.
std::optional<CodePoint> decode_utf8(std::string_view text, std::size_t offset);

/// Offset of the first byte that is not part of valid UTF-8, or nothing.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Appends the UTF-8 form of a scalar value. A surrogate is written as U+FFFD.
void append_utf8(std::string& out, char32_t code_point);

std::size_t count_code_points(std::string_view utf8);
std::size_t utf16_length(std::string_view utf8);
/// Byte offset of the UTF-16 code unit `index`, clamped to the end; inside a surrogate pair, its
/// start.
std::size_t utf16_to_offset(std::string_view utf8, std::size_t index);
std::size_t offset_to_utf16(std::string_view utf8, std::size_t offset);

/// Text from a file or a server, fit to be shown: control, escape and bidirectional-override
/// characters and invalid bytes are written as `\u{..}` or `\x..`.
std::string visible(std::string_view text);
/// The same for a sentence that may quote such text: of one longer than `longest_sentence` the
/// middle is left out, since it may end with what to do.
std::string visible_sentence(std::string_view text);
inline constexpr std::size_t longest_sentence = 1 << 10;

/// A control character of ASCII.
inline bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace keyplate
