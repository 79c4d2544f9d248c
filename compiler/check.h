#pragma once
// The rules that a template must keep, checked without network, credentials or trust.

#include <memory>
#include <span>

#include "compiler/used_names.h"
#include "compiler/workspace.h"
#include "grammar/syntax.h"

namespace keyplate::compiler {

struct CheckTables;

/// Where templates are checked: a workspace with the scopes to try, or neither (outside of one).
/// Holds what all files share; make it once and use it from any number of threads.
class CheckContext {
 public:
  /// Outside of a workspace: variables are not checked, and a vault read is `no-workspace`.
  CheckContext();
  /// Both must outlive the context. `workspace` may be null.
  CheckContext(const Workspace* workspace, std::span<const Scope> scopes);
  CheckContext(CheckContext&&) noexcept;
  CheckContext& operator=(CheckContext&&) noexcept;
  ~CheckContext();

  const Workspace* workspace() const { return workspace_; }
  const CheckTables& tables() const { return *tables_; }

 private:
  const Workspace* workspace_ = nullptr;
  std::unique_ptr<const CheckTables> tables_;
};

/// Checks names, arguments, arity, types, choices and variables of a tree that `parse` made. Notes
/// in `used`, made for the context's tables, what it uses of the workspace.
void check(const grammar::Tree& tree, const CheckContext& context, DiagnosticSink& sink,
           UsedNames* used = nullptr);

/// Checks the templates in the environments' strings, and cycles among them.
void check_variables(const CheckContext& context, DiagnosticSink& sink, UsedNames* used = nullptr);

/// The same of the variables that `used` says some template names, and of those that they name: a
/// render has no business with others. Adds to `used` what they use.
void check_used_variables(const CheckContext& context, UsedNames& used, DiagnosticSink& sink);

}  // namespace keyplate::compiler
