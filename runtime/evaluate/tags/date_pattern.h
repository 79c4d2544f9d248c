#pragma once
// The patterns of date-fns 2, in American English: `yyyy-MM-dd'T'HH:mm`. Pure: the moment brings
// its offset from UTC along.

#include <cstdint>
#include <string_view>

#include "compiler/result.h"
#include "runtime/evaluate/render.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// A moment as a calendar and a clock on the wall have it.
struct WallTime {
  std::int64_t year = 1970;
  unsigned month = 1;    ///< from 1
  unsigned day = 1;      ///< from 1
  unsigned weekday = 0;  ///< from 0, a Sunday
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  unsigned millisecond = 0;
  std::int64_t date = 0;        ///< in days since 1970
  std::int32_t utc_offset = 0;  ///< in seconds
};
WallTime wall_time(const Moment& moment);

/// Milliseconds since 1970, UTC, rounded down.
std::int64_t milliseconds(const Moment& moment);

/// As JavaScript's `toISOString`.
Value iso_text(const Moment& moment);

/// The moment as the pattern has it. The error shows nothing of the pattern.
Result<Value> format_date(std::string_view pattern, const Moment& moment);

}  // namespace keyplate::evaluate
