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

Result<void> read(const CheckTarget& target, std::string& text) {
  if (target.text) {
    text = *target.text;
    return {};
  }
  const std::uint64_t most = compiler::largest_template_in(target.workspace);
  if (!target.real.empty())
    return compiler::read_beneath(target.workspace->loaded.workspace.folder, target.real,
                                  target.shown, most, text);
  return compiler::read_file(target.given.empty() ? target.shown : target.given, most, text);
}

}  // namespace

tl::expected<void, Diagnostic> read_target(const CheckTarget& target, std::string& text) {
  const Result<void> done = read(target, text);
  if (!done) return tl::unexpected(not_read(target, done.error()));
  return {};
}

std::vector<Diagnostic> FileChecker::check(const CheckTarget& target) {
  const auto loaded = read_target(target, buffer_);
  if (loaded) return check_text(target);
  checker_.note_gap(target.workspace);
  std::vector<Diagnostic> diagnostics = {loaded.error()};
  if (target.workspace != nullptr) target.workspace->drop_ignored(diagnostics);
  return diagnostics;
}

std::vector<Diagnostic> FileChecker::check_text(const CheckTarget& target) {
  SourcePtr source = Source::file(target.shown, std::move(buffer_));
  std::vector<Diagnostic> diagnostics = checker_.check(source, target.workspace);
  buffer_ = Source::reclaim(std::move(source));  // unless a diagnostic needs the text
  return diagnostics;
}

}  // namespace keyplate::cli
