#pragma once
// The version of this build: the one of CMakeLists.txt.

#include <string_view>

namespace keyplate::cli {

inline constexpr std::string_view version = KEYPLATE_VERSION;

}  // namespace keyplate::cli
