#include "runtime/resolve/retry.h"

#include <time.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace keyplate::resolve {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::optional<seconds> some_time(seconds asked) {
  return asked > seconds(0) ? std::optional(asked) : std::nullopt;
}

}  // namespace

bool worth_repeating(const http::Result& result, const RetryRule& rule) {
  if (!result) {
    return result.error().passing && (rule.repeat == Repeat::safe || !result.error().sent);
  }
  return rule.repeat == Repeat::safe && std::find(rule.statuses.begin(), rule.statuses.end(),
                                                  result->status) != rule.statuses.end();
}

milliseconds backoff(const RetryRule& rule, int attempt, double random) {
  milliseconds most = rule.base;
  for (int i = 1; i < attempt && most < rule.cap; ++i) most *= 2;
  most = std::min(most, rule.cap);
  const milliseconds least = std::min(rule.least, most);
  return least + milliseconds(static_cast<std::int64_t>(
                     static_cast<double>((most - least).count()) * random));
}

std::optional<seconds> retry_after(const http::Response& response, WallTime now) {
  const std::string* const text = response.header("retry-after");
  if (text == nullptr) return std::nullopt;
  std::int64_t count = 0;
  const char* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, count);
  if (error == std::errc::result_out_of_range) return seconds::max();
  if (error == std::errc() && rest == end) return some_time(seconds(count));
  struct tm date {};
  const char* const read = ::strptime(text->c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (read == nullptr || *read != '\0') return std::nullopt;
  // In seconds: a clock of nanoseconds ends in 2262.
  const std::chrono::sys_seconds asked{seconds(::timegm(&date))};
  return some_time(asked - std::chrono::floor<seconds>(now));
}

}  // namespace keyplate::resolve
