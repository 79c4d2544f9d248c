#include "cli/check_file.h"

#include "compiler/files.h"
#include "compiler/workspace_files.h"

namespace keyplate::cli {
namespace {

Diagnostic not_read(const CheckTarget& target, const Error& error) {
  if (error.code == ErrorCode::too_large) return compiler::template_too_large(target.shown, error);
  if (target.named) return compiler::unreadable(target.shown, error);
  DiagnosticSink sink;
  return sink.report_file(target.shown, diag::skipped_file, error.message);
}

}  // namespace

std::vector<Diagnostic> FileChecker::check(const CheckTarget& target) {
  const Result<void> loaded = load(target);
  if (loaded) return check_text(target);
  checker_.note_gap(target.workspace);
  std::vector<Diagnostic> diagnostics = {not_read(target, loaded.error())};
  if (target.workspace != nullptr) target.workspace->drop_ignored(diagnostics);
  return diagnostics;
}

Result<void> FileChecker::load(const CheckTarget& target) {
  if (target.text) {
    buffer_ = *target.text;
    return {};
  }
  const std::uint64_t most = compiler::largest_template_in(target.workspace);
  if (!target.real.empty())
    return compiler::read_beneath(target.workspace->loaded.workspace.folder, target.real,
                                  target.shown, most, buffer_);
  return compiler::read_file(target.given.empty() ? target.shown : target.given, most, buffer_);
}

std::vector<Diagnostic> FileChecker::check_text(const CheckTarget& target) {
  SourcePtr source = Source::file(target.shown, std::move(buffer_));
  std::vector<Diagnostic> diagnostics = checker_.check(source, target.workspace);
  buffer_ = Source::reclaim(std::move(source));  // unless a diagnostic needs the text
  return diagnostics;
}

}  // namespace keyplate::cli
