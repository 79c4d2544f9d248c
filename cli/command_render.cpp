#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/github_mask.h"
#include "cli/render_plan.h"
#include "cli/render_run.h"
#include "cli/report.h"
#include "cli/tracked_output.h"
#include "compiler/settings.h"
#include "runtime/evaluate/slots/formats.h"
#include "runtime/protocol/hardening.h"

namespace keyplate::cli {
namespace {

Expected<std::string> host_format_of(const Arguments& arguments) {
  const std::string format = arguments.value("host-format").value_or("");
  if (format.empty() || evaluate::is_format(format)) return format;
  std::string known;
  for (const std::string_view choice : compiler::section("formats").fields.front().choices)
    known += fmt::format("{}`{}`", known.empty() ? "" : ", ", choice);
  return give_up(ExitCode::usage,
                 fmt::format("`--host-format {}` is no host format; known: {}", format, known));
}

Expected<RenderSetup> set_up(const Arguments& arguments, Console& console) {
  TRY(check_github_mask(arguments));
  VaultAccess access = TRY(vault_access(arguments, console));
  const std::string format = TRY(host_format_of(arguments));
  RenderPlan plan = TRY(plan_render(arguments, console));
  TRY(add_settings(access, plan.loaded ? &*plan.loaded : nullptr, arguments, console));
  RenderSetup setup =
      TRY(set_up_render(std::move(access), std::move(plan), arguments, console.seen));
  setup.options.mask = arguments.has("mask");
  if (!format.empty()) std::fill(setup.formats.begin(), setup.formats.end(), format);
  return setup;
}

std::vector<Output> outputs_of(std::vector<RenderItem>& items,
                               std::vector<evaluate::Rendered>& rendered) {
  std::vector<Output> outputs;
  for (std::size_t i = 0; i < items.size(); ++i)
    outputs.push_back(
        {std::move(items[i].target), std::move(rendered[i].text), rendered[i].secret});
  return outputs;
}

}  // namespace

ExitCode run_render(const Arguments& arguments, Console& console) {
  protocol::empty_core_files();
  auto setup = set_up(arguments, console);
  if (!setup) return end_with(setup.error(), console);
  RenderRun run(*std::move(setup));
  if (!run.check()) return report(run.sink().take(), console);

  std::vector<evaluate::Rendered> rendered = run.evaluate();
  if (has_errors(run.sink().diagnostics())) return report(run.sink().take(), console);

  for (const std::string& name : run.unused_answers())
    console.note(fmt::format("no `prompt` asked for the answer `{}`", name));
  const std::vector<Output> outputs = outputs_of(run.plan().items, rendered);
  check_tracked(outputs, arguments.has("force-tracked"), run.sink());
  if (!has_errors(run.sink().diagnostics())) {
    if (const auto told = mask_in_github(arguments, console); !told)
      return end_with(told.error(), console);
    if (const auto written = write_outputs(outputs); !written)
      run.sink().report_file("", diag::write_failed, written.error().message);
  }
  return report(run.sink().take(), console);
}

}  // namespace keyplate::cli
