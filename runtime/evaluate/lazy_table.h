#pragma once
// A table or list of variables as a value: looking up an element evaluates only that leaf.

#include "compiler/variables.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

struct LazyTable : Object {
  LazyTable(const compiler::VariableTable& of, bool named_bare) : table(&of), bare(named_bare) {}
  LazyTable(const compiler::VariableList& of, bool named_bare) : list(&of), bare(named_bare) {}

  // Exactly one is set; both belong to the scope, which outlives the render.
  const compiler::VariableTable* table = nullptr;
  const compiler::VariableList* list = nullptr;
  bool bare = false;  ///< reached by its own name, not through `_`: then a self-reference means the
                      ///< overridden value
};

}  // namespace keyplate::evaluate
