#pragma once
// JavaScript's regular expressions without the flags `u` and `v`, read as ECMA-262 and its Annex B
// have them and written for PCRE2's 16-bit library. The pattern that comes out is ASCII, stands for
// UTF-16 code units and means the same under every option but PCRE2_DOTALL, which it needs, and
// PCRE2_UCP, which it needs to ignore case. Pure text work: PCRE2 itself is met in
// runtime/evaluate/regex.cpp.
//
// It is strewn with callouts, before alternatives, behind what repeats and before back references,
// so that whoever runs it can count what it does. A callout's number is the group whose text is
// about to be compared, 255 for any from there on, 0 for none.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace keyplate::compiler {

struct RegexFlags {
  bool global = false;
  bool ignore_case = false;
  bool multiline = false;
  bool sticky = false;
};

/// Nothing: a letter comes twice, or is none of `gimy`.
std::optional<RegexFlags> regex_flags(std::string_view letters);

struct RegexSyntax {
  std::string pattern;
  std::vector<std::string> groups;  ///< the name of each, from 1 on; empty for those without
};

struct RegexError {
  std::uint32_t offset = 0;  ///< in the pattern, of the byte where it was noticed
  std::string message;       ///< such as `nothing to repeat`
};

std::variant<RegexSyntax, RegexError> translate_regex(std::string_view pattern,
                                                      const RegexFlags& flags);

}  // namespace keyplate::compiler
