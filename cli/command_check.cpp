#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "cli/arguments.h"
#include "cli/check_files.h"
#include "cli/check_targets.h"
#include "cli/console.h"
#include "cli/counted.h"
#include "cli/fix.h"
#include "cli/report.h"
#include "cli/variables_options.h"
#include "runtime/protocol/hardening.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::cli {
namespace {

/// Adds the diagnostics that belong to no checked template, printed file by file.
void add_parts(std::vector<Diagnostic> diagnostics, const ReportFormat& format,
               const ReportStyle& style, CheckedFiles& checked) {
  sort_and_merge(diagnostics);
  checked.summary.count(diagnostics);
  for (auto begin = diagnostics.begin(); begin != diagnostics.end();) {
    const auto end = std::find_if(begin, diagnostics.end(), [&](const Diagnostic& diagnostic) {
      return reported_file(diagnostic) != reported_file(*begin);
    });
    checked.parts.push_back(
        {reported_file(*begin), printed(std::vector(begin, end), format, style)});
    begin = end;
  }
  std::stable_sort(checked.parts.begin(), checked.parts.end(),
                   [](const Part& a, const Part& b) { return a.file < b.file; });
}

/// Checks what is to be checked, and joins all that is found.
CheckedFiles check_all(CheckTargets& targets, std::vector<Diagnostic> more,
                       const ReportFormat& format, const ReportStyle& style) {
  CheckedFiles checked = check_files(targets.files(), format, style);
  checked.summary.files += targets.covered().size();
  std::ranges::move(targets.take_diagnostics(), std::back_inserter(more));
  for (const compiler::CheckedWorkspace* const workspace : targets.complete())
    std::ranges::move(compiler::check_whole(*workspace, checked.used[workspace]),
                      std::back_inserter(more));
  add_parts(std::move(more), format, style, checked);
  return checked;
}

void print(const CheckedFiles& checked, const ReportFormat& format, OutputStream& out) {
  out.write(format.begin());
  for (const Part& part : checked.parts) {
    if (&part != checked.parts.data()) out.write(format.separator);
    out.write(part.text);
  }
  out.write(format.end(checked.summary));
}

void sum_up(const Summary& summary, Console& console) {
  if (!console.verbose && !console.err.terminal()) return;
  console.note(fmt::format("checked {}: {}, {}", counted(summary.files, "file"),
                           counted(summary.errors, "error"), counted(summary.warnings, "warning")));
}

void say_fixes(const Fixes& fixes, bool as_text, Console& console) {
  for (const std::string& note : fixes.notes) console.note(note);
  if (!as_text || fixes.fixed == 0) return;
  console.note(fmt::format("fixed {} in {}", counted(fixes.fixed, "finding"),
                           counted(std::max<std::size_t>(fixes.files, 1), "file")));
}

/// A check reads no secret, but may be given some.
void see_secrets(const Arguments& arguments, Console& console) {
  if (!arguments.has("set-env") && !arguments.has("set-file")) return protocol::stop_wiping_all();
  protocol::empty_core_files();
  if (const auto given = variables_of(arguments)) console.seen.add(*given);
  console.seen.ready();
}

}  // namespace

ExitCode run_check(const Arguments& arguments, Console& console) {
  see_secrets(arguments, console);
  auto targets = CheckTargets::collect(arguments);
  if (!targets) return end_with(targets.error(), console);
  Fixes fixes;
  const bool fixing = arguments.has("fix");
  if (fixing) targets = fix(*std::move(targets), arguments, fixes);
  if (!targets) return end_with(targets.error(), console);
  // What is fixed of standard input is the product then; what is found goes where it doesn't mix.
  const bool filters = fixing && arguments.has("stdin");
  OutputStream& out = filters ? console.err : console.out;
  if (filters) console.out.write(*targets->files().front().text);
  const ReportFormat& format = report_format(*arguments.value("format"));
  const ReportStyle style{console.colored(out), &console.seen};
  const CheckedFiles checked = check_all(*targets, std::move(fixes.failures), format, style);
  print(checked, format, out);
  say_fixes(fixes, format.name == "text", console);
  sum_up(checked.summary, console);
  const bool denied = arguments.has("deny-warnings") && checked.summary.warnings > 0;
  return denied ? worst(checked.summary.code, ExitCode::findings) : checked.summary.code;
}

}  // namespace keyplate::cli
