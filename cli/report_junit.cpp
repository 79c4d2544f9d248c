// JUnit's XML as CI servers read it: a test suite a file with findings, a test case a finding. Only
// errors are failures.
#include <fmt/core.h>

#include "cli/report.h"
#include "cli/source_places.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

/// For text and for attributes. `visible` leaves no control character, which XML can't hold.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string suite_place(const Diagnostic& diagnostic, SourcePlaces& places) {
  if (!diagnostic.source || !diagnostic.span) return {};
  const Position at = places.position(diagnostic.source, diagnostic.span->begin);
  return fmt::format(":{}:{}", at.line, at.column);
}

}  // namespace

std::string junit_begin() {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"keyplate check\">\n";
}

std::string junit_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle&) {
  if (diagnostics.empty()) return {};
  SourcePlaces places;
  Summary summary;
  summary.count(diagnostics);
  const std::string file = xml(reported_file(diagnostics.front()));
  std::string out = fmt::format("<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n", file,
                                diagnostics.size(), summary.errors);
  for (const Diagnostic& diagnostic : diagnostics) {
    const std::string message = xml(visible_sentence(diagnostic.message));
    const std::string where = file + suite_place(diagnostic, places);
    const std::string_view slug = info(diagnostic.code).slug;
    out += fmt::format("<testcase classname=\"{}\" name=\"{} {}\">", file, slug, where);
    if (diagnostic.severity == Severity::error) {
      out += fmt::format("<failure type=\"{}\" message=\"{}\">{}: {}</failure>", slug, message,
                         where, message);
    } else {
      out += fmt::format("<system-out>{}: {}: {}</system-out>", where, name(diagnostic.severity),
                         message);
    }
    out += "</testcase>\n";
  }
  return out + "</testsuite>\n";
}

std::string junit_end(const Summary&) {
  return "</testsuites>\n";
}

}  // namespace keyplate::cli
