#pragma once
// How lists and dicts lie on the heap, for the files that implement Value and nobody else.

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

struct ListObject : Object {
  std::uint32_t depth = 1;  ///< at least; see Changes
  bool frozen = false;
  std::vector<Value> items;
  std::unique_ptr<Dict> properties;  ///< `index` and its like of a match; mostly null
};

struct DictObject : Object {
  std::uint32_t depth = 1;
  Dict entries;
};

}  // namespace keyplate::evaluate
