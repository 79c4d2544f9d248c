#pragma once
// "did you mean": the known name nearest to a mistyped one.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace keyplate::compiler {

/// The nearest by optimal string alignment distance, if near enough to be meant.
std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> known);

/// "; another environment has it" where the name itself is known, "; did you mean `prod`?", else ";
/// known ones are `a`, `b`" when there are few, else "".
std::string hint(std::string_view name, std::span<const std::string_view> known);

/// "`a`, `b`".
std::string quoted_list(std::span<const std::string_view> names);

}  // namespace keyplate::compiler
