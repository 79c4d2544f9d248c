#pragma once
// What printed a part of an output: a text or island of a template.

#include "compiler/program.h"

namespace keyplate::evaluate {

/// Good as long as the program is.
struct Origin {
  const compiler::Program* program = nullptr;
  grammar::StatementId statement{};
};

/// Where it lies.
inline Location locate(const Origin& origin) {
  const grammar::Tree& tree = origin.program->tree;
  return {tree.source, tree[origin.statement].span};
}

}  // namespace keyplate::evaluate
