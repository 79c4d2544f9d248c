#pragma once
// "did you mean": the known name nearest to a mistyped one, and the fix that writes it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "grammar/diagnostic.h"

namespace keyplate::compiler {

/// The nearest by optimal string alignment distance, if near enough to be meant.
std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> known);

/// Who chose the known names. Those of an author may differ by a letter and mean two things.
enum class ChosenBy : std::uint8_t { us, author };

/// Writes the nearest known name in place of the name at `at`, in quotes like those there. Safe
/// where nothing else can have been meant: no other name is as near, and the slip is one that a
/// finger makes, not another number or a plural. Nothing if no name is near or plain enough.
std::optional<Fix> replacement(const SourcePtr& source, Span at, std::string_view name,
                               std::span<const std::string_view> known, ChosenBy by);

/// "; another environment has it" where the name itself is known, "; did you mean `prod`?", else ";
/// known ones are `a`, `b`" when there are few, else "".
std::string hint(std::string_view name, std::span<const std::string_view> known);

/// "`a`, `b`".
std::string quoted_list(std::span<const std::string_view> names);

}  // namespace keyplate::compiler
