#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/methods/method_set.h"

namespace keyplate::evaluate::methods::dict {

Value has_own_property(const Value& self, Arguments arguments, CallContext& context) {
  const Value name = to_text(argument(arguments, 0), context);
  return Value::boolean(self.dict().find(name.text()) != nullptr);
}

}  // namespace keyplate::evaluate::methods::dict
