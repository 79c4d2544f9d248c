#pragma once
// Strings in the JSON that reports are written in.

#include <string>
#include <string_view>

namespace keyplate::cli {

/// A JSON string, its quotes included. Bytes that are no UTF-8 are written as `visible` writes
/// them.
std::string json_string(std::string_view text);

}  // namespace keyplate::cli
