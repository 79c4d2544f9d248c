#include "runtime/evaluate/tags/date_token.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

namespace keyplate::evaluate {
namespace {

constexpr std::string_view months[] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};
constexpr std::string_view weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                         "Thursday", "Friday", "Saturday"};

using compiler::date_pattern::clock_letters;
using compiler::date_pattern::date_letters;

std::string ordinal(std::int64_t number) {
  const std::int64_t tens = number % 100;
  const bool teen = tens >= 10 && tens <= 20;
  const std::int64_t digit = teen ? 0 : number % 10;
  return fmt::format("{}{}", number,
                     digit == 1   ? "st"
                     : digit == 2 ? "nd"
                     : digit == 3 ? "rd"
                                  : "th");
}

std::string counted(const Token& token, std::int64_t number) {
  return token.ordinal ? ordinal(number) : padded(number, token.length);
}

std::int64_t day_of_year(const WallTime& time) {
  constexpr unsigned before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  const bool leap = (time.year % 4 == 0 && time.year % 100 != 0) || time.year % 400 == 0;
  return before[time.month - 1] + time.day + (leap && time.month > 2 ? 1 : 0);
}

std::int64_t first_of_year(const WallTime& time, std::int64_t year) {
  std::int64_t date = time.date - day_of_year(time) + 1;
  const auto length = [](std::int64_t of) {
    return (of % 4 == 0 && of % 100 != 0) || of % 400 == 0 ? 366 : 365;
  };
  if (year > time.year) date += length(time.year);
  if (year < time.year) date -= length(year);
  return date;
}

struct Week {
  std::int64_t year = 0;
  std::int64_t number = 0;
};

/// The week of a date, when weeks begin on `first_weekday` and the first of a year is the one that
/// holds its day `holds` of January.
Week week_of(const WallTime& time, unsigned first_weekday, unsigned holds) {
  const auto week_start = [&](std::int64_t date) {
    const std::int64_t weekday = ((date + 4) % 7 + 7) % 7;
    return date - (weekday - first_weekday + 7) % 7;
  };
  Week week{time.year + 1, 0};
  std::int64_t begin = 0;
  do {
    begin = week_start(first_of_year(time, week.year) + holds - 1);
  } while (time.date < begin && week.year-- >= time.year);
  week.number = (week_start(time.date) - begin) / 7 + 1;
  return week;
}

Week local_week(const WallTime& time) {
  return week_of(time, 0, 1);
}

Week iso_week(const WallTime& time) {
  return week_of(time, 1, 4);
}

std::string year_of_era(const Token& token, std::int64_t year) {
  const std::int64_t of_era = year > 0 ? year : 1 - year;
  if (token.ordinal) return ordinal(of_era);
  return token.length == 2 ? padded(of_era % 100, 2) : padded(of_era, token.length);
}

std::string era(const Token& token, std::int64_t year) {
  if (token.length <= 3) return year > 0 ? "AD" : "BC";
  if (token.length == 5) return year > 0 ? "A" : "B";
  return year > 0 ? "Anno Domini" : "Before Christ";
}

std::string quarter(const Token& token, const WallTime& time) {
  const unsigned number = (time.month + 2) / 3;
  if (token.ordinal) return ordinal(number);
  if (token.length <= 2) return padded(number, token.length);
  if (token.length == 3) return fmt::format("Q{}", number);
  return token.length == 5 ? padded(number, 1) : ordinal(number) + " quarter";
}

std::string month(const Token& token, const WallTime& time) {
  const std::string_view name = months[time.month - 1];
  if (token.ordinal || token.length == 1) return counted(token, time.month);
  if (token.length == 2) return padded(time.month, 2);
  if (token.length == 3) return std::string(name.substr(0, 3));
  return std::string(token.length == 5 ? name.substr(0, 1) : name);
}

/// By name, in the lengths that `E` has.
std::string weekday(std::size_t length, const WallTime& time) {
  const std::string_view name = weekdays[time.weekday];
  if (length <= 3) return std::string(name.substr(0, 3));
  if (length == 5) return std::string(name.substr(0, 1));
  return std::string(length == 6 ? name.substr(0, 2) : name);
}

/// By number up to two letters, then by name.
std::string weekday(const Token& token, unsigned number, const WallTime& time) {
  if (token.ordinal) return ordinal(number);
  return token.length <= 2 ? padded(number, token.length) : weekday(token.length, time);
}

struct HalfDay {
  std::string_view shorter;  ///< `a`
  std::string_view lower;    ///< `aaa`
  std::string_view longer;   ///< `aaaa`
  std::string_view narrow;   ///< `aaaaa`
};
constexpr HalfDay morning = {"AM", "am", "a.m.", "a"};
constexpr HalfDay afternoon = {"PM", "pm", "p.m.", "p"};
constexpr HalfDay noon = {"noon", "noon", "noon", "n"};
constexpr HalfDay midnight = {"midnight", "midnight", "midnight", "mi"};

std::string period(const Token& token, const WallTime& time) {
  const bool named = token.letter == 'b';
  const HalfDay& half = time.hour >= 12 ? afternoon : morning;
  const HalfDay& shown = named && time.hour == 12  ? noon
                         : named && time.hour == 0 ? midnight
                                                   : half;
  if (token.length <= 2) return std::string(shown.shorter);
  if (token.length == 3) return std::string(shown.lower);
  return std::string(token.length == 5 ? shown.narrow : shown.longer);
}

std::string part_of_day(unsigned hour) {
  if (hour >= 17) return "in the evening";
  if (hour >= 12) return "in the afternoon";
  return hour >= 4 ? "in the morning" : "at night";
}

std::string fraction(const Token& token, const WallTime& time) {
  const std::string digits = padded(time.millisecond, 3);
  return token.length <= 3 ? digits.substr(0, token.length)
                           : digits + std::string(token.length - 3, '0');
}

/// `+05:30`, or with `minutes_optional` `+05` where there are none.
std::string offset(const WallTime& time, std::string_view delimiter, bool minutes_optional) {
  const int minutes = std::abs(time.utc_offset) / 60;
  const char sign = time.utc_offset < 0 ? '-' : '+';
  if (minutes_optional && minutes % 60 == 0) return fmt::format("{}{:02}", sign, minutes / 60);
  return fmt::format("{}{:02}{}{:02}", sign, minutes / 60, delimiter, minutes % 60);
}

std::string offset(const Token& token, const WallTime& time) {
  if (token.letter == 'X' && time.utc_offset == 0) return "Z";
  if (token.length == 1) return offset(time, "", true);
  return offset(time, token.length == 2 || token.length == 4 ? "" : ":", false);
}

std::string zone(const Token& token, const WallTime& time) {
  if (token.length >= 4) return "GMT" + offset(time, ":", false);
  const int minutes = std::abs(time.utc_offset) / 60;
  const std::string hours = fmt::format("GMT{}{}", time.utc_offset < 0 ? '-' : '+', minutes / 60);
  return minutes % 60 == 0 ? hours : fmt::format("{}:{:02}", hours, minutes % 60);
}

std::string date_token(const Token& token, const WallTime& time) {
  switch (token.letter) {
    case 'G':
      return era(token, time.year);
    case 'y':
      return year_of_era(token, time.year);
    case 'Y':
      return year_of_era(token, local_week(time).year);
    case 'R':
      return padded(iso_week(time).year, token.length);
    case 'u':
      return padded(time.year, token.length);
    case 'Q':
    case 'q':
      return quarter(token, time);
    case 'M':
    case 'L':
      return month(token, time);
    case 'w':
      return counted(token, local_week(time).number);
    case 'I':
      return counted(token, iso_week(time).number);
    case 'd':
      return counted(token, time.day);
    case 'D':
      return counted(token, day_of_year(time));
    case 'E':
      return weekday(token.length, time);
    case 'e':
    case 'c':
      return weekday(token, time.weekday + 1, time);
    default:
      return weekday(token, time.weekday == 0 ? 7 : time.weekday, time);
  }
}

std::string clock_token(const Token& token, const WallTime& time) {
  switch (token.letter) {
    case 'a':
    case 'b':
      return period(token, time);
    case 'B':
      return part_of_day(time.hour);
    case 'h':
      return counted(token, time.hour % 12 == 0 ? 12 : time.hour % 12);
    case 'H':
      return counted(token, time.hour);
    case 'K':
      return counted(token, time.hour % 12);
    case 'k':
      return counted(token, time.hour == 0 ? 24 : time.hour);
    case 'm':
      return counted(token, time.minute);
    case 's':
      return counted(token, time.second);
    case 'S':
      return fraction(token, time);
    case 'X':
    case 'x':
      return offset(token, time);
    default:
      return zone(token, time);
  }
}

}  // namespace

std::string padded(std::int64_t number, std::size_t width) {
  return fmt::format("{}{:0>{}}", number < 0 ? "-" : "", std::abs(number), width);
}

std::optional<std::string> token_text(const Token& token, const WallTime& time) {
  if (date_letters.find(token.letter) != std::string_view::npos) return date_token(token, time);
  if (clock_letters.find(token.letter) != std::string_view::npos) return clock_token(token, time);
  return std::nullopt;
}

}  // namespace keyplate::evaluate
