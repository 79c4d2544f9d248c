#include <cmath>
#include <string>

#include "compiler/tables.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters.h"
#include "runtime/evaluate/regex_object.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate {
namespace {

using Arguments = std::span<const Value>;
using Signature = bool(const Value& value, Arguments arguments, CallContext& context);

Value argument(Arguments arguments) {
  return arguments.empty() ? Value() : arguments[0];
}

bool is_callable(const Value& value, Arguments, CallContext&) {
  return value.is(Kind::function) && regex_of(value) == nullptr;
}
bool is_defined(const Value& value, Arguments, CallContext&) {
  return !value.is(Kind::undefined);
}
bool is_undefined(const Value& value, Arguments, CallContext&) {
  return value.is(Kind::undefined);
}
bool is_null(const Value& value, Arguments, CallContext&) {
  return value.is(Kind::null);
}
bool is_number(const Value& value, Arguments, CallContext&) {
  return value.is(Kind::number);
}
bool is_string(const Value& value, Arguments, CallContext&) {
  return value.is(Kind::string);
}
bool is_mapping(const Value& value, Arguments, CallContext&) {
  if (value.is(Kind::function)) return value.function().regex() != nullptr;
  return value.is(Kind::dict);
}
bool is_truthy(const Value& value, Arguments, CallContext&) {
  return truthy(value);
}
bool is_falsy(const Value& value, Arguments, CallContext&) {
  return !truthy(value);
}

bool is_escaped(const Value& value, Arguments, CallContext&) {
  return value.is(Kind::string) && (value.flags() & flag::escaped) != 0;
}

bool is_iterable(const Value& value, Arguments, CallContext& context) {
  if (value.is_nullish()) context.fail("is asked of " + std::string(kind_name(value)));
  return value.is(Kind::list) || value.is(Kind::string);
}

bool is_divisible(const Value& value, Arguments arguments, CallContext& context) {
  return std::fmod(to_number(value, context), to_number(argument(arguments), context)) == 0;
}

bool is_even(const Value& value, Arguments, CallContext& context) {
  return std::fmod(to_number(value, context), 2) == 0;
}

bool is_odd(const Value& value, Arguments, CallContext& context) {
  return std::fmod(to_number(value, context), 2) == 1;
}

bool is_equal(const Value& value, Arguments arguments, CallContext& context) {
  return strictly_equal(value, argument(arguments), context);
}

bool is_unequal(const Value& value, Arguments arguments, CallContext& context) {
  return !strictly_equal(value, argument(arguments), context);
}

bool is_less(const Value& value, Arguments arguments, CallContext& context) {
  return compare(value, argument(arguments), context) < 0;
}

bool is_greater(const Value& value, Arguments arguments, CallContext& context) {
  return compare(value, argument(arguments), context) > 0;
}

bool is_at_most(const Value& value, Arguments arguments, CallContext& context) {
  return compare(value, argument(arguments), context) <= 0;
}

bool is_at_least(const Value& value, Arguments arguments, CallContext& context) {
  return compare(value, argument(arguments), context) >= 0;
}

/// Whether mapping the case of a text changes nothing.
bool is_unchanged(const Value& value, void (*map)(std::string_view, TextBuilder&),
                  CallContext& context) {
  if (!value.is(Kind::string)) {
    context.fail("expects a text, not " + std::string(kind_name(value)));
    return false;
  }
  if (!context.budget().bytes(value.text().size())) return false;
  TextBuilder mapped;
  map(value.text(), mapped);
  return mapped.view() == value.text();
}

bool is_lower(const Value& value, Arguments, CallContext& context) {
  return is_unchanged(value, append_lower, context);
}

bool is_upper(const Value& value, Arguments, CallContext& context) {
  return is_unchanged(value, append_upper, context);
}

// clang-format off
constexpr std::array<Test, compiler::test_count> all_tests = {{
  /* callable    */ is_callable,
  /* defined     */ is_defined,
  /* divisibleby */ is_divisible,
  /* eq          */ is_equal,
  /* equalto     */ is_equal,
  /* escaped     */ is_escaped,
  /* even        */ is_even,
  /* falsy       */ is_falsy,
  /* ge          */ is_at_least,
  /* greaterthan */ is_greater,
  /* gt          */ is_greater,
  /* iterable    */ is_iterable,
  /* le          */ is_at_most,
  /* lessthan    */ is_less,
  /* lower       */ is_lower,
  /* lt          */ is_less,
  /* mapping     */ is_mapping,
  /* ne          */ is_unequal,
  /* none        */ is_null,
  /* null        */ is_null,
  /* number      */ is_number,
  /* odd         */ is_odd,
  /* sameas      */ is_equal,
  /* string      */ is_string,
  /* truthy      */ is_truthy,
  /* undefined   */ is_undefined,
  /* upper       */ is_upper,
}};
// clang-format on

}  // namespace

std::span<const Test> test_implementations() {
  return all_tests;
}

}  // namespace keyplate::evaluate
