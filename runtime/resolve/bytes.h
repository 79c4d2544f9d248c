#pragma once
// Bytes as text and back: base64 with padding (RFC 4648, section 4) and lower-case hex; and the
// ASCII of names, hosts and headers, whatever the locale.

#include <optional>
#include <string>
#include <string_view>

namespace keyplate::resolve {

std::string to_base64(std::string_view bytes);
std::string to_hex(std::string_view bytes);
/// Printable ASCII without a space, as tokens and names in headers are. So is an empty text.
bool is_printable_word(std::string_view text);
/// Without the blanks and line ends around it.
std::string_view trimmed(std::string_view text);
/// A to Z in lower case; all other bytes stay.
std::string ascii_lower(std::string_view text);
/// Strict: padding, no space, no stray bits.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace keyplate::resolve
