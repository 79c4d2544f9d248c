#pragma once
// The letters of date-fns' patterns: what a run of one stands for.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "runtime/evaluate/tags/date_pattern.h"

namespace keyplate::evaluate {

/// A run of one letter, or a letter and the `o` that makes it an ordinal.
struct Token {
  char letter = 0;
  std::size_t length = 0;
  bool ordinal = false;
};

/// What the token is at that time; nothing when the letter means nothing. `t` and `T`, which count
/// from 1970, are not among them.
std::optional<std::string> token_text(const Token& token, const WallTime& time);

/// The number with zeros in front, up to that width.
std::string padded(std::int64_t number, std::size_t width);

}  // namespace keyplate::evaluate
