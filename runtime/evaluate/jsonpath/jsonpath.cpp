#include "runtime/evaluate/jsonpath/jsonpath.h"

namespace keyplate::evaluate {

Value jsonpath_first(const Value&, std::string_view, CallContext& context) {
  return context.fail("is not there yet");
}

}  // namespace keyplate::evaluate
