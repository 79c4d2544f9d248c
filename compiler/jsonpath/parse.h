#pragma once
// Reads a JSONPath. Pure; the time it takes is linear in the text.

#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "compiler/field.h"
#include "compiler/jsonpath/query.h"

namespace keyplate::compiler::jsonpath {

enum class Dialect : std::uint8_t {
  rfc9535,
  /// What people write for Insomnia besides, where it can mean one thing only: a path without its
  /// `$`, white space around the path, `$.['a']`, `$.access-token` outside of filters, and `===`
  /// and `!==`.
  insomnia,
};

inline constexpr std::size_t max_path_size = 64 << 10;

tl::expected<Query, NameProblem> parse(std::string_view text, Dialect dialect);

/// The rule of a field that holds a path.
std::optional<NameProblem> problem(std::string_view text);
/// The same for one that Insomnia may have wrapped, as `b64::...::46b`.
std::optional<NameProblem> argument_problem(std::string_view text);

}  // namespace keyplate::compiler::jsonpath
