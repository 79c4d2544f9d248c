#pragma once
// A table of variables as a value: looking up a member evaluates only that leaf.

#include "compiler/variables.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

struct VariableTableObject : Object {
  explicit VariableTableObject(const compiler::VariableTable& of) : variables(&of) {}
  const compiler::VariableTable* variables;  ///< the scope's own, which outlives the render
};

}  // namespace keyplate::evaluate
