#include "cli/console.h"
#include "cli/plan_sources.h"
#include "cli/render_run.h"
#include "cli/report.h"
#include "cli/report_plan.h"
#include "runtime/protocol/hardening.h"

namespace keyplate::cli {
namespace {

Expected<RenderSetup> set_up_plan(const Arguments& arguments, Console& console) {
  RenderSetup setup;
  setup.plan = TRY(plan_operands(arguments, console));
  const compiler::Workspace* const workspace = setup.plan.workspace();
  setup.scope = TRY(scope_of(workspace, arguments, console.seen));
  if (workspace != nullptr) setup.options = {workspace->undefined, workspace->limits};
  return setup;
}

}  // namespace

ExitCode run_plan(const Arguments& arguments, Console& console) {
  protocol::empty_core_files();  // variables that are given may be secret
  auto setup = set_up_plan(arguments, console);
  if (!setup) return end_with(setup.error(), console);
  PlanReport report;
  report.environment = setup->scope.environment;
  RenderRun run(*std::move(setup));

  evaluate::Plan plan;
  if (run.check()) plan = run.reads();
  report.calls = calls_of(plan, run.plan().workspace());
  report.unknown = plan.unknown;
  report.complete = plan.unknown.empty() && !has_errors(run.sink().diagnostics());

  console.seen.ready();
  if (*arguments.value("format") == "text") {
    console.out.write(plan_as_text(report, console.colored(console.out), console.seen));
    return cli::report(run.sink().take(), console);
  }
  std::vector<Diagnostic> diagnostics = run.sink().take();
  sort_and_merge(diagnostics);
  Summary summary;
  summary.count(diagnostics);
  console.out.write(plan_as_json(
      report, printed(std::move(diagnostics), report_format("json"), {false, &console.seen})));
  return summary.code;
}

}  // namespace keyplate::cli
