// Workflow commands of GitHub Actions, which shows them as annotations:
// https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
#include <fmt/core.h>

#include "cli/report.h"
#include "cli/source_places.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

/// Hostile text must neither end a command nor begin one.
std::string annotation_text(std::string_view text, bool property) {
  std::string out;
  for (const char c : visible(text)) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    if (special) {
      out += fmt::format("%{:02X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view annotation(Severity severity) {
  return severity == Severity::error     ? "error"
         : severity == Severity::warning ? "warning"
                                         : "notice";
}

std::string annotated_place(const Diagnostic& diagnostic, SourcePlaces& places) {
  const std::string& file = reported_file(diagnostic);
  if (file.empty()) return {};
  std::string out = fmt::format("file={},", annotation_text(file, true));
  if (!diagnostic.source || !diagnostic.span) return out;
  const Position begin = places.position(diagnostic.source, diagnostic.span->begin);
  const Position end = places.position(diagnostic.source, diagnostic.span->end);
  out += fmt::format("line={},col={},", begin.line, begin.column);
  // Columns are taken only within one line.
  if (begin.line == end.line) return out + fmt::format("endColumn={},", end.column);
  return out + fmt::format("endLine={},", end.line);
}

std::string annotated_environments(const Diagnostic& diagnostic) {
  std::string names;
  for (const std::string& environment : diagnostic.environments)
    names += fmt::format("{}`{}`", names.empty() ? "" : ", ", environment);
  return names.empty() ? names : fmt::format(" (in {})", names);
}

}  // namespace

std::string github_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle&) {
  SourcePlaces places;
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics)
    out += fmt::format(
        "::{} {}title={}::{}\n", annotation(diagnostic.severity),
        annotated_place(diagnostic, places), info(diagnostic.code).slug,
        annotation_text(visible_sentence(diagnostic.message) + annotated_environments(diagnostic),
                        false));
  return out;
}

}  // namespace keyplate::cli
