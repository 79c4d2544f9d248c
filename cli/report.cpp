#include "cli/report.h"

#include "cli/console.h"

namespace keyplate::cli {
namespace {

std::string nothing_before() {
  return {};
}
std::string nothing_behind(const Summary&) {
  return {};
}

constexpr ReportFormat formats[] = {
    {"text", text_diagnostics, nothing_before, "", nothing_behind},
    {"json", json_diagnostics, json_begin, ",", json_end},
    {"sarif", sarif_diagnostics, sarif_begin, ",", sarif_end},
    {"github", github_diagnostics, nothing_before, "", nothing_behind},
    {"junit", junit_diagnostics, junit_begin, "", junit_end},
};
static_assert(std::size(formats) == std::size(report_format_names));

}  // namespace

void Summary::count(std::span<const Diagnostic> diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::error) {
      ++errors;
      code = worst(code, exit_code(diagnostic.code));
    } else if (diagnostic.severity == Severity::warning) {
      ++warnings;
    }
  }
}

void Summary::add(const Summary& other) {
  files += other.files;
  errors += other.errors;
  warnings += other.warnings;
  code = worst(code, other.code);
}

const ReportFormat& report_format(std::string_view name) {
  for (const ReportFormat& format : formats) {
    if (format.name == name) return format;
  }
  return formats[0];
}

const std::string& reported_file(const Diagnostic& diagnostic) {
  return diagnostic.source ? diagnostic.source->name() : diagnostic.file;
}

std::string printed(std::vector<Diagnostic> diagnostics, const ReportFormat& format,
                    const ReportStyle& style) {
  if (style.seen)
    for (Diagnostic& diagnostic : diagnostics) style.seen->scrub(diagnostic);
  return format.diagnostics(diagnostics, style);
}

ExitCode report(std::vector<Diagnostic> diagnostics, Console& console) {
  sort_and_merge(diagnostics);
  Summary summary;
  summary.count(diagnostics);
  if (diagnostics.empty()) return summary.code;
  console.seen.ready();
  const ReportStyle style{console.colored(console.err), &console.seen};
  console.err.write(printed(std::move(diagnostics), report_format("text"), style));
  return summary.code;
}

}  // namespace keyplate::cli
