#pragma once
// How a pattern of date-fns 2, such as `yyyy-MM-dd'T'HH:mm`, is read: runs of letters, quoted text
// and all else. Whether it can be read is known without a moment, so `check` says so.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/field.h"

namespace keyplate::compiler::date_pattern {

/// A run of one letter, or a letter and the `o` that makes it an ordinal.
struct Token {
  char letter = 0;
  std::size_t length = 0;
  bool ordinal = false;

  std::size_t size() const { return length + (ordinal ? 1 : 0); }
};

/// The letters that stand for a part of a date, those of a time of day, and of seconds or
/// milliseconds since 1970.
inline constexpr std::string_view date_letters = "GyYRuQqMLwIdDEeci";
inline constexpr std::string_view clock_letters = "abBhHKkmsSXxOz";
inline constexpr std::string_view counting_letters = "tT";

bool is_letter(char c);
/// The quoted text that `rest` begins with, quotes included: up to a quote that stands alone.
std::size_t quoted_length(std::string_view rest);
/// REQUIRES: `rest` begins with a letter.
Token token_at(std::string_view rest);
/// What date-fns refuses, because people mean another letter by it.
bool is_mistaken(const Token& token);
bool is_known(const Token& token);
/// The pattern without its `P` and `p`, which stand for a date and a time as people in America
/// write them.
std::string with_long_formats(std::string_view pattern);

/// What is wrong with a pattern that Insomnia may have wrapped, as `b64::...::46b`.
std::optional<NameProblem> problem(std::string_view text);

}  // namespace keyplate::compiler::date_pattern
