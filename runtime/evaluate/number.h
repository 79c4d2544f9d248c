#pragma once
// Numbers as JavaScript writes and reads them. Pure; nothing here depends on the locale.

#include <optional>
#include <string>
#include <string_view>

namespace keyplate::evaluate {

/// As `String(value)`: the shortest digits that read back as `value`, `1e+21` from 21 digits on.
std::string number_to_text(double value);

inline constexpr std::size_t integer_digits = 20;
/// The same for a whole number that JavaScript can tell from its neighbours, into `digits`, with
/// room for `integer_digits`; the size, or 0 for any other number.
std::size_t integer_to_text(double value, char* digits);

/// As `Number(text)`: space around it is ignored, an empty text is 0, `0x`, `0o` and `0b` work, and
/// what is not wholly a number is NaN.
double text_to_number(std::string_view text);

/// As `parseFloat(text)`: the longest decimal number that `text` begins with, or NaN.
double parse_float(std::string_view text);

/// As `parseInt(text, radix)`: the longest integer that `text` begins with, or NaN. A radix of 0
/// means 10, or 16 after `0x`. Exact up to 2^53; beyond that only radix 10 is rounded correctly.
double parse_int(std::string_view text, int radix);

/// As `ToInt32(value)`, which is how JavaScript reads a radix.
int to_int32(double value);

/// Whether `text` is a number as JSON spells one: then it may be copied into JSON as it is.
bool is_json_number(std::string_view text);

}  // namespace keyplate::evaluate
