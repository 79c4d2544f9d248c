#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/methods/method_set.h"
#include "runtime/evaluate/regex_object.h"
#include "runtime/evaluate/units.h"

namespace keyplate::evaluate::methods::regex {

namespace {

/// The text to look into; reading it is charged, however soon a match is found.
Value subject_of(Arguments arguments, CallContext& context) {
  Value text = to_text(argument(arguments, 0), context);
  context.budget().step(text.text().size() / 16);
  return text;
}

}  // namespace

Value exec(const Value& self, Arguments arguments, CallContext& context) {
  const Value input = subject_of(arguments, context);
  const Units subject(input.text());
  RegexSearch search(regex_of(self)->compiled(), subject.view(), context);
  const auto match = regex_of(self)->execute(search);
  return match ? match_value(search, *match, input) : Value::null();
}

Value test(const Value& self, Arguments arguments, CallContext& context) {
  const Value input = subject_of(arguments, context);
  const Units subject(input.text());
  RegexSearch search(regex_of(self)->compiled(), subject.view(), context);
  return Value::boolean(regex_of(self)->execute(search).has_value());
}

}  // namespace keyplate::evaluate::methods::regex
