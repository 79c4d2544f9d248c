#include "runtime/evaluate/jsonpath/jsonpath.h"

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"

namespace keyplate::evaluate::filters {

Value jsonpath(const Value& input, Arguments arguments, CallContext& context) {
  const Value& path = arguments[0];
  if (!path.is(Kind::string)) return fail_kind("a path as text", path, context);
  Value found = jsonpath_first(input, path.text(), context);
  return path.secret() ? found.made_secret() : found;
}

}  // namespace keyplate::evaluate::filters
