#include "runtime/evaluate/methods/method_set.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/regex_object.h"

namespace keyplate::evaluate::methods {

Value argument(Arguments arguments, std::size_t i) {
  return i < arguments.size() ? arguments[i] : Value();
}

double to_integer(const Value& value, CallContext& context) {
  const double number = to_number(value, context);
  return std::isnan(number) ? 0 : std::trunc(number);
}

std::size_t clamped(double position, std::size_t size) {
  if (!(position > 0)) return 0;
  return position >= static_cast<double>(size) ? size : static_cast<std::size_t>(position);
}

std::size_t relative(const Value& position, std::size_t size, std::size_t absent,
                     CallContext& context) {
  if (position.is(Kind::undefined)) return absent;
  const double number = to_integer(position, context);
  return clamped(number < 0 ? static_cast<double>(size) + number : number, size);
}

Callback::Callback(const Value& function, CallContext& context)
    : function_(function), context_(context) {
  callable_ = function.is(Kind::function) && regex_of(function) == nullptr && context.run();
  if (!callable_) context.fail("expects a function, not " + std::string(kind_name(function)));
}

Value Callback::operator()(std::span<const Value> arguments) {
  Value result = context_.run()->call_back(function_, arguments);
  secret_ = secret_ || result.secret();
  return result;
}

Value Callback::operator()(const Value& item, std::size_t index, const Value& list) {
  const Value arguments[] = {item, Value::number(static_cast<double>(index)), list};
  return (*this)(arguments);
}

Value to_string(const Value& self, Arguments, CallContext& context) {
  return to_text(self, context);
}

Value value_of(const Value& self, Arguments, CallContext&) {
  return self;
}

}  // namespace keyplate::evaluate::methods
