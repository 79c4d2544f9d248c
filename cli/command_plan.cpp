#include "cli/console.h"
#include "cli/plan_sources.h"
#include "cli/probe.h"
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

/// The vaults of the plan, each once, in its order.
std::vector<const compiler::Vault*> vaults_of(const PlanReport& report) {
  std::vector<const compiler::Vault*> vaults;
  for (const PlannedCall& call : report.calls)
    if (vaults.empty() || vaults.back() != call.vault) vaults.push_back(call.vault);
  return vaults;
}

/// Signs in to them, if that is asked for and there are any.
ExitCode add_logins(PlanReport& report, const RenderPlan& plan, const Arguments& arguments,
                    Console& console) {
  if (!arguments.has("probe")) return ExitCode::ok;
  report.probed.emplace();
  const std::vector<const compiler::Vault*> vaults = vaults_of(report);
  if (vaults.empty()) return ExitCode::ok;
  auto reports = probe(*plan.loaded, vaults, arguments, console);
  if (!reports) return reports.error();
  const ExitCode code = exit_code(*reports);
  for (std::size_t i = 0; i < vaults.size(); ++i)
    report.probed->push_back({vaults[i], std::move((*reports)[i])});
  return code;
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

  const ExitCode signed_in = add_logins(report, run.plan(), arguments, console);
  console.seen.ready();
  if (*arguments.value("format") == "text") {
    console.out.write(plan_as_text(report, console.colored(console.out), console.seen));
    return worst(signed_in, cli::report(run.sink().take(), console));
  }
  std::vector<Diagnostic> diagnostics = run.sink().take();
  sort_and_merge(diagnostics);
  Summary summary;
  summary.count(diagnostics);
  console.out.write(plan_as_json(
      report, printed(std::move(diagnostics), report_format("json"), {false, &console.seen})));
  return worst(signed_in, summary.code);
}

}  // namespace keyplate::cli
