#include "runtime/evaluate/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "grammar/lexical.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

using grammar::is_digit;

/// The decimal form `0.DIGITS * 10^point` of a positive finite number.
struct Decimal {
  std::string digits;
  int point = 0;
};

Decimal shortest(double value) {
  std::array<char, 32> buffer{};
  const auto end =
      std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::scientific).ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = text.find('e');
  Decimal out;
  for (const char c : text.substr(0, e)) {
    if (is_digit(c)) out.digits += c;
  }
  const std::size_t exponent = e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + exponent, text.data() + text.size(), out.point);
  ++out.point;
  return out;
}

std::string with_exponent(const Decimal& d) {
  std::string out = d.digits.substr(0, 1);
  if (d.digits.size() > 1) out += '.' + d.digits.substr(1);
  const int exponent = d.point - 1;
  out += exponent < 0 ? "e-" : "e+";
  return out + std::to_string(std::abs(exponent));
}

/// ECMA-262, Number::toString: where the point goes.
std::string positive_to_text(double value) {
  const Decimal d = shortest(value);
  const int count = static_cast<int>(d.digits.size());
  const auto zeros = [](int n) {
    return std::string(static_cast<std::size_t>(n), '0');
  };
  if (d.point > 21 || d.point <= -6) return with_exponent(d);
  if (d.point <= 0) return "0." + zeros(-d.point) + d.digits;
  if (d.point >= count) return d.digits + zeros(d.point - count);
  const auto point = static_cast<std::size_t>(d.point);
  return d.digits.substr(0, point) + '.' + d.digits.substr(point);
}

/// How many of the first bytes are decimal digits.
std::size_t count_digits(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  return n;
}

/// The size of an exponent part that `text` begins with, or 0.
std::size_t exponent_size(std::string_view text) {
  if (text.empty() || (text[0] != 'e' && text[0] != 'E')) return 0;
  const std::size_t sign = text.size() > 1 && (text[1] == '+' || text[1] == '-') ? 1 : 0;
  const std::size_t digits = count_digits(text.substr(1 + sign));
  return digits == 0 ? 0 : 1 + sign + digits;
}

/// The size of the longest `1`, `1.`, `.5`, `1.5e3` that `text` begins with, or 0.
std::size_t decimal_size(std::string_view text) {
  const std::size_t whole = count_digits(text);
  std::size_t size = whole;
  if (size < text.size() && text[size] == '.') {
    const std::size_t fraction = count_digits(text.substr(size + 1));
    if (whole + fraction == 0) return 0;
    size += 1 + fraction;
  }
  if (size == 0) return 0;
  return size + exponent_size(text.substr(size));
}

/// Whether a decimal number that no double can hold is too large, rather than too close to 0: where
/// its first digit that isn't 0 stands, moved by its exponent.
bool is_huge(std::string_view text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::size_t point = std::min(text.find('.'), e);
  const std::size_t first = text.find_first_of("123456789");
  std::string_view exponent = text.substr(std::min(e + 1, text.size()));
  if (!exponent.empty() && exponent[0] == '+') exponent.remove_prefix(1);
  long moved = 0;
  const auto parsed = std::from_chars(exponent.data(), exponent.data() + exponent.size(), moved);
  if (parsed.ec == std::errc::result_out_of_range) return exponent[0] != '-';
  return static_cast<long>(point) - static_cast<long>(first) + moved > 0;
}

/// REQUIRES: `text` is what decimal_size measured.
double read_decimal(std::string_view text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc::result_out_of_range) return value;
  return is_huge(text) ? infinity : 0;
}

/// A text split into its sign and the rest.
struct Signed {
  double sign = 1;
  std::string_view rest;
};

Signed take_sign(std::string_view text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return {1, text};
  return {text[0] == '-' ? -1.0 : 1.0, text.substr(1)};
}

int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 36;
}

std::size_t count_digits(std::string_view text, int radix) {
  std::size_t n = 0;
  while (n < text.size() && digit_value(text[n]) < radix) ++n;
  return n;
}

double read_integer(std::string_view digits, int radix) {
  if (radix == 10) return read_decimal(digits);
  double value = 0;
  for (const char c : digits) value = value * radix + digit_value(c);
  return value;
}

/// The radix that `0x`, `0o` or `0b` names, or 0.
int prefixed_radix(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') return 0;
  switch (text[1]) {
    case 'x':
    case 'X':
      return 16;
    case 'o':
    case 'O':
      return 8;
    case 'b':
    case 'B':
      return 2;
    default:
      return 0;
  }
}

}  // namespace

std::string number_to_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (value == 0) return "0";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  return value < 0 ? '-' + positive_to_text(-value) : positive_to_text(value);
}

std::size_t integer_to_text(double value, char* digits) {
  constexpr double most = 9007199254740991;  // Number.MAX_SAFE_INTEGER
  if (!(value >= -most && value <= most)) return 0;
  const auto whole = static_cast<std::int64_t>(value);
  if (static_cast<double>(whole) != value) return 0;
  return static_cast<std::size_t>(std::to_chars(digits, digits + integer_digits, whole).ptr -
                                  digits);
}

double text_to_number(std::string_view text) {
  text = trim(text);
  if (text.empty()) return 0;
  if (const int radix = prefixed_radix(text)) {
    const std::string_view digits = text.substr(2);
    const bool whole = !digits.empty() && count_digits(digits, radix) == digits.size();
    return whole ? read_integer(digits, radix) : nan;
  }
  const auto [sign, rest] = take_sign(text);
  if (rest == "Infinity") return sign * infinity;
  const std::size_t size = decimal_size(rest);
  return size != 0 && size == rest.size() ? sign * read_decimal(rest) : nan;
}

double parse_float(std::string_view text) {
  const auto [sign, rest] = take_sign(trim(text));
  if (rest.substr(0, 8) == "Infinity") return sign * infinity;
  const std::size_t size = decimal_size(rest);
  return size == 0 ? nan : sign * read_decimal(rest.substr(0, size));
}

double parse_int(std::string_view text, int radix) {
  auto [sign, rest] = take_sign(trim(text));
  if (radix != 0 && (radix < 2 || radix > 36)) return nan;
  const bool hex = prefixed_radix(rest) == 16 && (radix == 0 || radix == 16);
  if (hex) rest.remove_prefix(2);
  if (radix == 0) radix = hex ? 16 : 10;
  const std::size_t size = count_digits(rest, radix);
  return size == 0 ? nan : sign * read_integer(rest.substr(0, size), radix);
}

int to_int32(double value) {
  if (!std::isfinite(value)) return 0;
  constexpr double modulus = 4294967296.0;
  double rest = std::fmod(std::trunc(value), modulus);
  if (rest < 0) rest += modulus;
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(rest));
}

bool is_json_number(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  const std::size_t whole = count_digits(text);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
  text.remove_prefix(whole);
  if (!text.empty() && text[0] == '.') {
    const std::size_t fraction = count_digits(text.substr(1));
    if (fraction == 0) return false;
    text.remove_prefix(1 + fraction);
  }
  return exponent_size(text) == text.size();
}

}  // namespace keyplate::evaluate
