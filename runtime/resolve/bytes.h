#pragma once
// Bytes as text and back: base64 with padding (RFC 4648, section 4) and lower-case hex; and what
// text is fit for a header.

#include <optional>
#include <string>
#include <string_view>

namespace keyplate::resolve {

std::string to_base64(std::string_view bytes);
std::string to_hex(std::string_view bytes);
/// Printable ASCII without a space, as tokens and names in headers are. So is an empty text.
bool is_printable_word(std::string_view text);
/// Strict: padding, no space, no stray bits.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace keyplate::resolve
