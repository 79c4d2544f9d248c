#include "runtime/evaluate/number.h"

#include <algorithm>
#include <cmath>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"

namespace keyplate::evaluate::filters {
namespace {

/// JavaScript's `Math.round`: halves go up.
double round_half_up(double value) {
  const double below = std::floor(value);
  return value - below >= 0.5 ? below + 1 : below;
}

/// What `parseFloat` and `parseInt` read: a number as JavaScript prints it, however it was spelled.
Value parsed_text(const Value& value, CallContext& context) {
  if (value.is(Kind::number)) return Value::string(number_to_text(value.number()));
  return value.is(Kind::function) ? Value::string("") : to_text(value, context);
}

bool is_integer_spelling(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Value abs(const Value& input, Arguments, CallContext& context) {
  // A spelling survives where nothing changes: an id beyond 2^53 stays what it was.
  if (input.is(Kind::number) && input.number() > 0) return input;
  return Value::number(std::fabs(to_number(input, context)));
}

Value float_(const Value& input, Arguments arguments, CallContext& context) {
  if (input.is(Kind::number) && !std::isnan(input.number())) return input;
  const double value = parse_float(parsed_text(input, context).text());
  return std::isnan(value) ? arguments[0] : Value::number(value);
}

Value int_(const Value& input, Arguments arguments, CallContext& context) {
  const int base =
      arguments[1].is(Kind::undefined) ? 10 : to_int32(to_number(arguments[1], context));
  if (base == 10 && input.is(Kind::number) && is_integer_spelling(input.spelling())) return input;
  const double value = parse_int(parsed_text(input, context).text(), base);
  return std::isnan(value) ? arguments[0] : Value::number(value);
}

Value round(const Value& input, Arguments arguments, CallContext& context) {
  const double factor = std::pow(10, number_or(arguments[0], 0, context));
  const double scaled = to_number(input, context) * factor;
  const Value& method = arguments[1];
  const std::string_view name = method.is(Kind::string) ? method.text() : "";
  double rounded = round_half_up(scaled);
  if (name == "ceil") rounded = std::ceil(scaled);
  if (name == "floor") rounded = std::floor(scaled);
  return Value::number(rounded / factor);
}

}  // namespace keyplate::evaluate::filters
