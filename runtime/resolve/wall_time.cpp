#include "runtime/resolve/wall_time.h"

#include <charconv>
namespace keyplate::resolve {
namespace {

/// Takes fixed fields off the front of a text.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  bool skip(char c) {
    if (front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly so many digits; -1: they are not there.
  int number(std::size_t digits) {
    int value = -1;
    const std::string_view text = rest_.substr(0, digits);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.size() != digits || error != std::errc() || end != text.data() + digits || value < 0)
      return -1;
    rest_.remove_prefix(digits);
    return value;
  }
  void skip_fraction() {
    if (!skip('.')) return;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') rest_.remove_prefix(1);
  }
  char front() const { return at_end() ? '\0' : rest_.front(); }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<std::chrono::minutes> parse_offset(Fields& fields) {
  using std::chrono::hours;
  using std::chrono::minutes;
  if (fields.skip('Z')) return minutes(0);
  const char sign = fields.front();
  if (sign != '+' && sign != '-') return std::nullopt;
  fields.skip(sign);
  const int hour = fields.number(2);
  if (hour < 0 || hour > 23 || !fields.skip(':')) return std::nullopt;
  const int minute = fields.number(2);
  if (minute < 0 || minute > 59) return std::nullopt;
  const minutes offset = hours(hour) + minutes(minute);
  return sign == '-' ? -offset : offset;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_wall_time(std::string_view text) {
  using namespace std::chrono;
  Fields fields(text);
  const int y = fields.number(4);
  const int m = fields.skip('-') ? fields.number(2) : -1;
  const int d = fields.skip('-') ? fields.number(2) : -1;
  const int hour = fields.skip('T') ? fields.number(2) : -1;
  const int minute = fields.skip(':') ? fields.number(2) : -1;
  const int second = fields.skip(':') ? fields.number(2) : -1;
  if (y < 0 || m < 0 || d < 0 || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  fields.skip_fraction();
  const auto offset = parse_offset(fields);
  const year_month_day date(year(y), month(static_cast<unsigned>(m)),
                            day(static_cast<unsigned>(d)));
  if (!offset || !fields.at_end() || !date.ok()) return std::nullopt;
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second) - *offset;
}

}  // namespace keyplate::resolve
