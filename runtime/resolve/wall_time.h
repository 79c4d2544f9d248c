#pragma once
// Moments as servers write them (RFC 3339): `2026-03-04T05:06:07.123456789Z`, `...+01:00`.

#include <chrono>
#include <optional>
#include <string_view>

namespace keyplate::resolve {

/// Nothing where it is no such text. Seconds, since nanoseconds end in the year 2262.
std::optional<std::chrono::sys_seconds> parse_wall_time(std::string_view text);

}  // namespace keyplate::resolve
