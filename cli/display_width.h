#pragma once
// How many columns of a terminal a character takes, without asking the locale.

#include <cstddef>

namespace keyplate::cli {

/// 2 for East Asian wide characters and emoji, 0 for combining marks, else 1.
std::size_t display_width(char32_t character);

}  // namespace keyplate::cli
