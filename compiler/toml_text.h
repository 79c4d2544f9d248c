#pragma once
// The text of a TOML document, below its grammar: where its strings' bytes stand, and whether it
// nests so deep that a recursive parser could not take it. Linear in the text; never fails.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/toml.h"

namespace keyplate::compiler {

struct DecodedString {
  TomlString string;
  std::uint32_t end = 0;  ///< past the closing quote
};

/// The string that starts with the quote at `begin`. REQUIRES: it is valid TOML.
DecodedString decode_toml_string(std::string_view text, std::uint32_t begin);

/// Offset past the string that starts at `begin`, closed or not.
std::size_t skip_toml_string(std::string_view text, std::size_t begin);

struct DeepNesting {
  Span span;
  std::string message;
};

/// The first bracket nested deeper than 64, or dot of a key of more than 16 parts.
std::optional<DeepNesting> find_deep_nesting(std::string_view text);

}  // namespace keyplate::compiler
