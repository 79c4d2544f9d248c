#include <fmt/core.h>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/methods/method_set.h"
#include "runtime/evaluate/number_format.h"

namespace keyplate::evaluate::methods::number {
namespace {

/// An argument as a whole number in that range. Nothing: failed.
std::optional<int> within(const Value& given, int least, int most, CallContext& context) {
  const double number = to_integer(given, context);
  if (number >= least && number <= most) return static_cast<int>(number);
  context.fail(fmt::format("expects {} to {}", least, most));
  return std::nullopt;
}

}  // namespace

Value to_exponential(const Value& self, Arguments arguments, CallContext& context) {
  const Value given = argument(arguments, 0);
  if (given.is(Kind::undefined)) return Value::string(exponential_text(self.number(), -1));
  const auto digits = within(given, 0, 100, context);
  return digits ? Value::string(exponential_text(self.number(), *digits)) : Value();
}

Value to_fixed(const Value& self, Arguments arguments, CallContext& context) {
  const auto digits = within(argument(arguments, 0), 0, 100, context);
  return digits ? Value::string(fixed_text(self.number(), *digits)) : Value();
}

Value to_precision(const Value& self, Arguments arguments, CallContext& context) {
  const Value given = argument(arguments, 0);
  if (given.is(Kind::undefined)) return to_text(self, context);
  const auto digits = within(given, 1, 100, context);
  return digits ? Value::string(precision_text(self.number(), *digits)) : Value();
}

Value to_string(const Value& self, Arguments arguments, CallContext& context) {
  const Value given = argument(arguments, 0);
  if (given.is(Kind::undefined)) return to_text(self, context);
  const auto radix = within(given, 2, 36, context);
  if (!radix || *radix == 10) return radix ? to_text(self, context) : Value();
  return Value::string(radix_text(self.number(), *radix));
}

}  // namespace keyplate::evaluate::methods::number
