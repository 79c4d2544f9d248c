#pragma once
// One run over all the templates of a command: parse, check, evaluate. What `render`, `run` and
// `plan` have in common. Nothing is evaluated where the check found an error.

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/failure.h"
#include "cli/render_plan.h"
#include "cli/resolver_world.h"
#include "cli/seen_secrets.h"
#include "compiler/program.h"
#include "compiler/workspace.h"
#include "grammar/diagnostic.h"
#include "runtime/evaluate/plan.h"
#include "runtime/evaluate/render.h"

namespace keyplate::cli {

/// The environment that `--env` selects, with the variables of the command line. `seen` is told of
/// the secrets among these. REQUIRES: the command takes variables.
Expected<compiler::Scope> scope_of(const compiler::Workspace* workspace, const Arguments& arguments,
                                   SeenSecrets& seen);

/// All that a run is given, before its templates are looked at.
struct RenderSetup {
  VaultAccess access;
  RenderPlan plan;
  compiler::Scope scope;
  evaluate::Options options;
  std::vector<std::string> formats;  ///< of each item's output
};

/// `seen` is told of the secrets among the given variables. REQUIRES: the command takes
/// `--undefined`, `--seed` and variables.
Expected<RenderSetup> set_up_render(VaultAccess access, RenderPlan plan, const Arguments& arguments,
                                    SeenSecrets& seen);

/// The format that an item's name and the workspace's `[formats]` give its output.
std::string format_of(const RenderItem& item, const RenderPlan& plan);

bool has_errors(const std::vector<Diagnostic>& diagnostics);

class RenderRun {
 public:
  /// Begins with the plan's own diagnostics.
  explicit RenderRun(RenderSetup setup);

  /// What `check` says of the templates; false: there are errors, and nothing may be evaluated.
  bool check();
  /// What evaluating would read. REQUIRES: checked, and no errors.
  evaluate::Plan reads();
  /// One result an item. REQUIRES: checked, and no errors.
  std::vector<evaluate::Rendered> evaluate();

  RenderPlan& plan() { return setup_.plan; }
  const std::vector<std::string>& formats() const { return setup_.formats; }
  /// The programs of the items, once evaluated.
  const std::vector<compiler::Program>& programs() const { return programs_; }
  DiagnosticSink& sink() { return sink_; }
  const std::vector<std::string>& unused_answers() const { return unused_answers_; }

 private:
  void lower(compiler::Symbols& symbols);
  void keep(std::vector<Diagnostic> found);

  RenderSetup setup_;
  DiagnosticSink sink_;
  std::vector<grammar::Tree> trees_;
  std::vector<compiler::Program> programs_;
  std::vector<std::string> unused_answers_;
};

}  // namespace keyplate::cli
