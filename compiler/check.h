#pragma once
// The rules that a template must keep, checked without network, credentials or trust.

#include <span>

#include "compiler/workspace.h"
#include "grammar/syntax.h"

namespace keyplate::compiler {

/// Where templates are checked: a workspace with the scopes to try, or neither (outside of one).
/// Holds what all files share; make it once and use it from any number of threads.
struct CheckContext {
  const Workspace* workspace = nullptr;
  std::span<const Scope> scopes;
};

/// Checks names, arguments, arity, types, choices and variables of a tree that `parse` made.
void check(const grammar::Tree& tree, const CheckContext& context, DiagnosticSink& sink);

/// Checks the templates in the environments' strings, and cycles among them.
void check_variables(const CheckContext& context, DiagnosticSink& sink);

}  // namespace keyplate::compiler
