#include "runtime/evaluate/function.h"

namespace keyplate::evaluate {

Value Function::member(std::string_view) const {
  return Value::undefined();
}

}  // namespace keyplate::evaluate
