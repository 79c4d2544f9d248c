#include "runtime/evaluate/jsonpath/jsonpath.h"

#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {

Value jsonpath(Arguments arguments, TagContext& context) {
  const auto path = text(arguments, 1, context);
  return path ? jsonpath_first(arguments[0], path->text(), context.call) : Value();
}

}  // namespace keyplate::evaluate::tags
