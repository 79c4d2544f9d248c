#pragma once
// Numbers of things in our sentences.

#include <fmt/core.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace keyplate::cli {

/// `1 file`, `2 files`.
inline std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace keyplate::cli
