#include "cli/tracked_output.h"

#include "cli/git.h"

namespace keyplate::cli {
namespace {

void check_one(const Target& target, bool force, DiagnosticSink& sink) {
  switch (ask_git(target.located.real)) {
    case GitAnswer::outside:
    case GitAnswer::ignored:
      return;
    case GitAnswer::tracked:
      if (!force) sink.report_file(target.shown, diag::tracked_output, target.shown);
      return;
    case GitAnswer::untracked:
      sink.report_file(target.shown, diag::unignored_output, target.shown);
      return;
    case GitAnswer::unknown:
      if (!force) sink.report_file(target.shown, diag::git_unknown, target.shown);
      return;
    case GitAnswer::missing:
      sink.report_file(target.shown, diag::git_missing, target.shown);
      return;
  }
}

}  // namespace

void check_tracked(std::span<const Output> outputs, bool force, DiagnosticSink& sink) {
  for (const Output& output : outputs) {
    if (output.secret && output.target.kind == TargetKind::file)
      check_one(output.target, force, sink);
  }
}

}  // namespace keyplate::cli
