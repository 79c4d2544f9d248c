#pragma once
// The letters of date-fns' patterns: what a run of one stands for.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "compiler/date_pattern.h"
#include "runtime/evaluate/tags/date_pattern.h"

namespace keyplate::evaluate {

using compiler::date_pattern::Token;

/// What the token is at that time; nothing when the letter means nothing. `t` and `T`, which count
/// from 1970, are not among them.
std::optional<std::string> token_text(const Token& token, const WallTime& time);

/// The number with zeros in front, up to that width.
std::string padded(std::int64_t number, std::size_t width);

}  // namespace keyplate::evaluate
