#include "runtime/evaluate/jsonpath/jsonpath.h"
#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {

Value os(Arguments arguments, TagContext& context) {
  const auto name = choice(arguments, 0, context);
  if (!name) return {};
  const Value& fact = context.world.fact(*name);
  if (is_absent(arguments[1])) return fact;
  const auto path = text(arguments, 1, context);
  return path ? jsonpath_first(fact, path->text(), context.call) : Value();
}

}  // namespace keyplate::evaluate::tags
