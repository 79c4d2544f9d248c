#include "runtime/evaluate/number_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "grammar/lexical.h"
#include "runtime/evaluate/number.h"

namespace keyplate::evaluate {
namespace {

/// More digits than any double has.
constexpr int all_digits = 800;
/// Beyond it not every whole number is a double.
constexpr double whole_from = 9007199254740992.0;

/// `0.DIGITS * 10^point`, exactly; 0 has the digit 0 and the point 1.
struct ExactDecimal {
  std::string digits;
  int point = 1;
};

/// REQUIRES: value is finite and not negative.
ExactDecimal decimal_of(double value, bool shortest) {
  std::array<char, all_digits + 32> buffer{};
  const auto end =
      shortest ? std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::scientific)
               : std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::scientific,
                               all_digits);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  const std::size_t e = text.find('e');
  ExactDecimal out;
  for (const char c : text.substr(0, e)) {
    if (grammar::is_digit(c)) out.digits += c;
  }
  int exponent = 0;
  const std::size_t sign = text[e + 1] == '+' ? 2 : 1;
  std::from_chars(text.data() + e + sign, end.ptr, exponent);
  out.point = exponent + 1;
  return out;
}

/// Keeps so many digits, rounded; none at all may become a 1 before them.
void round_to(ExactDecimal& decimal, int count) {
  const auto keep = static_cast<std::size_t>(std::max(count, 0));
  const bool up = count >= 0 && keep < decimal.digits.size() && decimal.digits[keep] >= '5';
  decimal.digits.resize(keep, '0');
  if (!up) return;
  std::size_t i = keep;
  while (i > 0 && decimal.digits[i - 1] == '9') decimal.digits[--i] = '0';
  if (i > 0) {
    ++decimal.digits[i - 1];
  } else {
    decimal.digits.insert(0, "1");
    ++decimal.point;
  }
}

std::string zero_digits(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), '0');
}

std::string exponent_form(const std::string& digits, int exponent) {
  std::string text = digits.substr(0, 1);
  if (digits.size() > 1) text += '.' + digits.substr(1);
  return text + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
}

/// All digits, with a point where it belongs.
std::string plain(const ExactDecimal& decimal) {
  const int count = static_cast<int>(decimal.digits.size());
  if (decimal.point <= 0) return "0." + zero_digits(-decimal.point) + decimal.digits;
  if (decimal.point >= count) return decimal.digits + zero_digits(decimal.point - count);
  const auto point = static_cast<std::size_t>(decimal.point);
  return decimal.digits.substr(0, point) + '.' + decimal.digits.substr(point);
}

std::string signed_text(double value, const std::string& magnitude) {
  return (value < 0 ? "-" : "") + magnitude;
}

char digit(int value) {
  return static_cast<char>(value < 10 ? '0' + value : 'a' + value - 10);
}

int digit_value_of(char c) {
  return grammar::is_digit(c) ? c - '0' : c - 'a' + 10;
}

/// Digits of a fraction until they tell the number from its neighbours. True: it was rounded up to
/// 1, which belongs to the whole part.
bool append_fraction(double fraction, double delta, int radix, std::string& out) {
  do {
    fraction *= radix;
    delta *= radix;
    const int next = static_cast<int>(fraction);
    out += digit(next);
    fraction -= next;
    const bool above_half = fraction > 0.5 || (fraction == 0.5 && (next & 1) != 0);
    if (!above_half || fraction + delta <= 1) continue;
    while (!out.empty()) {
      const int last = digit_value_of(out.back());
      out.pop_back();
      if (last + 1 >= radix) continue;
      out += digit(last + 1);
      return false;
    }
    return true;
  } while (fraction >= delta);
  return false;
}

std::string whole_text(double whole, int radix) {
  std::string reversed;
  for (; whole / radix >= whole_from; whole /= radix) reversed += '0';
  do {
    const double rest = std::fmod(whole, radix);
    reversed += digit(static_cast<int>(rest));
    whole = (whole - rest) / radix;
  } while (whole > 0);
  return {reversed.rbegin(), reversed.rend()};
}

}  // namespace

std::string fixed_text(double value, int digits) {
  if (!(std::fabs(value) < 1e21)) return number_to_text(value);
  ExactDecimal decimal = decimal_of(std::fabs(value), false);
  round_to(decimal, decimal.point + digits);
  if (decimal.digits.empty()) decimal = {zero_digits(digits + 1), 1};
  return signed_text(value, plain(decimal));
}

std::string exponential_text(double value, int digits) {
  if (!std::isfinite(value)) return number_to_text(value);
  ExactDecimal decimal = decimal_of(std::fabs(value), digits < 0);
  if (digits >= 0) round_to(decimal, digits + 1);
  if (digits >= 0) decimal.digits.resize(static_cast<std::size_t>(digits) + 1);
  return signed_text(value, exponent_form(decimal.digits, decimal.point - 1));
}

std::string precision_text(double value, int digits) {
  if (!std::isfinite(value)) return number_to_text(value);
  ExactDecimal decimal = decimal_of(std::fabs(value), false);
  round_to(decimal, digits);
  decimal.digits.resize(static_cast<std::size_t>(digits));
  const int exponent = decimal.point - 1;
  if (exponent < -6 || exponent >= digits)
    return signed_text(value, exponent_form(decimal.digits, exponent));
  return signed_text(value, plain(decimal));
}

std::string radix_text(double value, int radix) {
  if (!std::isfinite(value) || radix == 10) return number_to_text(value);
  const double magnitude = std::fabs(value);
  double whole = std::floor(magnitude);
  const double next = std::nextafter(magnitude, std::numeric_limits<double>::infinity());
  const double delta =
      std::max(0.5 * (next - magnitude), std::numeric_limits<double>::denorm_min());
  std::string fraction;
  if (magnitude - whole >= delta && append_fraction(magnitude - whole, delta, radix, fraction))
    whole += 1;
  std::string text = whole_text(whole, radix);
  if (!fraction.empty()) text += '.' + fraction;
  return signed_text(value, text);
}

}  // namespace keyplate::evaluate
