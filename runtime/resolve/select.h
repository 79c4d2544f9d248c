#pragma once
// From a secret's bytes to the value that a reference asks for: `key`, `path` and `binary`. The
// same for every provider; the rules are those of the design, section 4.

#include <string_view>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

protocol::Answer select(std::string_view bytes, const Reference& reference);

}  // namespace keyplate::resolve
