#pragma once
// Bytes as text: hexadecimal digits and base64, both ways. What is no such text is refused whole;
// what has been appended by then is to be dropped.

#include <cstdint>
#include <string_view>

namespace keyplate::evaluate {

class TextBuilder;

enum class HexCase : std::uint8_t { lower, upper };
void append_hex(std::uint8_t byte, TextBuilder& out, HexCase letters = HexCase::lower);

/// Two digits a byte, in letters of either case; false for anything else.
bool append_hex_decoded(std::string_view text, TextBuilder& out);

/// RFC 4648, section 4, or the alphabet of section 5, which has no padding here.
enum class Base64 : std::uint8_t { plain, url };
void append_base64(std::string_view bytes, TextBuilder& out, Base64 alphabet = Base64::plain);

/// In either alphabet; padding may be missing, and lines broken. False for anything else.
bool append_base64_decoded(std::string_view text, TextBuilder& out);

}  // namespace keyplate::evaluate
