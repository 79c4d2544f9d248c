#include <fmt/core.h>

#include "runtime/evaluate/tags/date_pattern.h"

namespace keyplate::evaluate {
namespace {

constexpr std::int64_t nanoseconds_per_millisecond = 1'000'000;
constexpr std::int64_t seconds_per_day = 86'400;

constexpr std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

/// The date of a day, in the calendar of 400-year cycles that begin on 1 March.
void put_date(std::int64_t days, WallTime& time) {
  constexpr std::int64_t days_per_cycle = 146'097;
  const std::int64_t since_march = days + 719'468;  // 1 March of the year 0
  const std::int64_t cycle = floor_div(since_march, days_per_cycle);
  const std::int64_t in_cycle = since_march - cycle * days_per_cycle;
  const std::int64_t year_of_cycle =
      (in_cycle - in_cycle / 1460 + in_cycle / 36'524 - in_cycle / 146'096) / 365;
  const std::int64_t day_of_year =
      in_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  time.day = static_cast<unsigned>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  time.month =
      static_cast<unsigned>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  time.year = year_of_cycle + cycle * 400 + (time.month <= 2 ? 1 : 0);
}

}  // namespace

std::int64_t milliseconds(const Moment& moment) {
  return floor_div(moment.nanoseconds, nanoseconds_per_millisecond);
}

WallTime wall_time(const Moment& moment) {
  const std::int64_t total = milliseconds(moment) + std::int64_t{moment.utc_offset} * 1000;
  const std::int64_t seconds = floor_div(total, 1000);
  WallTime time;
  time.utc_offset = moment.utc_offset;
  time.millisecond = static_cast<unsigned>(total - seconds * 1000);
  time.date = floor_div(seconds, seconds_per_day);
  const auto of_day = static_cast<unsigned>(seconds - time.date * seconds_per_day);
  time.hour = of_day / 3600;
  time.minute = of_day / 60 % 60;
  time.second = of_day % 60;
  const std::int64_t since_sunday = time.date + 4;  // 1 January 1970 was a Thursday
  time.weekday = static_cast<unsigned>(since_sunday - floor_div(since_sunday, 7) * 7);
  put_date(time.date, time);
  return time;
}

Value iso_text(const Moment& moment) {
  const WallTime time = wall_time({moment.nanoseconds, 0});
  return Value::string(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", time.year,
                                   time.month, time.day, time.hour, time.minute, time.second,
                                   time.millisecond));
}

}  // namespace keyplate::evaluate
