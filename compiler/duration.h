#pragma once
// Durations as a person writes them: `90s`, `30m`, `1h30m`, `0`.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace keyplate::compiler {

/// Days, hours, minutes and seconds, each at most once, the larger first; at most a year.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// The same the other way: "1h30m", "0".
std::string duration_text(std::int64_t seconds);

}  // namespace keyplate::compiler
