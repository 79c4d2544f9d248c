#pragma once
// UTF-8 text with JavaScript's arithmetic: positions count UTF-16 code units. A cut through the
// middle of a surrogate pair leaves U+FFFD on either side, which is what JavaScript's half prints
// as; halves that meet again do not become one character. The views returned point into the
// argument.

#include <cstddef>
#include <string_view>
#include <vector>

namespace keyplate::evaluate {

class TextBuilder;

/// Whether `\s` matches it and `trim` drops it.
bool is_space(char32_t c);

/// Without the space at both ends, or at one of them.
std::string_view trim(std::string_view text);
std::string_view trim_front(std::string_view text);
std::string_view trim_back(std::string_view text);

/// Appends the units [begin, end), both clamped to the text.
void append_substring(std::string_view text, std::size_t begin, std::size_t end, TextBuilder& out);

/// One view a unit, as `text.split('')`.
std::vector<std::string_view> split_units(std::string_view text);

/// The parts between separators, as `text.split(separator)`. REQUIRES: separator is not empty.
std::vector<std::string_view> split(std::string_view text, std::string_view separator);

/// Negative, zero or positive: the order of UTF-16 code units, in which JavaScript compares.
int compare_text(std::string_view a, std::string_view b);

/// Appends `toUpperCase` or `toLowerCase` of the text, by Unicode's tables (sharp s to `SS`, a
/// sigma that ends a word to its final form).
void append_upper(std::string_view text, TextBuilder& out);
void append_lower(std::string_view text, TextBuilder& out);

}  // namespace keyplate::evaluate
