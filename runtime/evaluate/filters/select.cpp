#include <string>

#include "compiler/tables.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters.h"
#include "runtime/evaluate/filters/filter_set.h"
#include "runtime/evaluate/member.h"

namespace keyplate::evaluate::filters {
namespace {

/// The items for which the test that `arguments` names answers `wanted`.
Value filter_by_test(const Value& input, Arguments arguments, bool wanted, CallContext& context) {
  const bool named = !arguments[0].is(Kind::undefined);
  const Value name = named ? to_text(arguments[0], context) : Value::string("truthy");
  const auto index = compiler::find_test(name.text());
  // `x is none` is `null` to Nunjucks, which knows no test by the name `none`.
  if (!index || name.text() == "none") return context.fail("names a test that there is none of");
  const Test test = test_implementations()[*index];
  const auto items = indexable(input, context);
  if (!items) return {};
  std::vector<Value> kept;
  for (const Value& item : *items) {
    if (!context.budget().step()) return {};
    if (test(item, arguments.subspan(1), context) == wanted) kept.push_back(item);
    if (context.failure()) return {};
  }
  return Value::list(std::move(kept));
}

/// The items whose attribute is truthy, or isn't.
Value filter_by_attribute(const Value& input, const Value& attribute, bool wanted,
                          CallContext& context) {
  if (!input.is(Kind::list)) return fail_kind("a list", input, context);
  std::vector<Value> kept;
  for (const Value& item : input.items()) {
    if (!context.budget().step()) return {};
    if (item.is_nullish())
      return context.fail("reads an attribute of an item that is " + std::string(kind_name(item)));
    if (truthy(member(item, attribute)) == wanted) kept.push_back(item);
  }
  return Value::list(std::move(kept));
}

}  // namespace

Value select(const Value& input, Arguments arguments, CallContext& context) {
  return filter_by_test(input, arguments, true, context);
}

Value reject(const Value& input, Arguments arguments, CallContext& context) {
  return filter_by_test(input, arguments, false, context);
}

Value selectattr(const Value& input, Arguments arguments, CallContext& context) {
  return filter_by_attribute(input, arguments[0], true, context);
}

Value rejectattr(const Value& input, Arguments arguments, CallContext& context) {
  return filter_by_attribute(input, arguments[0], false, context);
}

}  // namespace keyplate::evaluate::filters
