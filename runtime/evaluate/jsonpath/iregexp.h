#pragma once
// Regular expressions as JSONPath has them: I-Regexp (RFC 9485), a small language that most others
// include. Here it is checked, and written out in PCRE2's.

#include <optional>
#include <string>
#include <string_view>

namespace keyplate::evaluate {

/// The same in PCRE2's syntax, for texts of UTF-8; nothing where it is no I-Regexp. As the RFC's
/// own mapping has it, `^` and `$` stay what they are, so they are anchors.
std::optional<std::string> pcre2_syntax(std::string_view iregexp);

}  // namespace keyplate::evaluate
