#pragma once
// Diagnostics on their way out. A format is one file (report_text.cpp, report_json.cpp, ...), one
// row in report.cpp and one name here. The diagnostics of one file are printed together and by any
// thread, so that `check` can let go of a file's text as soon as it is done with it; the parts are
// joined in order afterwards.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.h"
#include "grammar/diagnostic.h"

namespace keyplate::cli {

struct Console;
class SeenSecrets;

struct Summary {
  std::size_t files = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  ExitCode code = ExitCode::ok;  ///< what the errors among them make of the run

  void count(std::span<const Diagnostic> diagnostics);
  void add(const Summary& other);
};

struct ReportStyle {
  bool color = false;
  const SeenSecrets* seen = nullptr;  ///< what an excerpt may not show; ready
};

struct ReportFormat {
  std::string_view name;
  /// The sorted and scrubbed diagnostics of one file; empty if there are none. Thread-safe.
  std::string (*diagnostics)(std::span<const Diagnostic> diagnostics, const ReportStyle& style);
  std::string (*begin)();      ///< of the whole document
  std::string_view separator;  ///< between parts that are not empty
  std::string (*end)(const Summary& summary);
};

inline constexpr std::string_view report_format_names[] = {"text", "json", "sarif", "github",
                                                           "junit"};

/// REQUIRES: one of the names above.
const ReportFormat& report_format(std::string_view name);

/// Scrubs and prints the sorted diagnostics of one file in that format. Thread-safe.
std::string printed(std::vector<Diagnostic> diagnostics, const ReportFormat& format,
                    const ReportStyle& style);

/// Sorts, scrubs and prints as text on standard error: what every command but `check` does with
/// diagnostics. Returns what they make of the exit code.
ExitCode report(std::vector<Diagnostic> diagnostics, Console& console);

std::string text_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle& style);
std::string json_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle& style);
std::string json_begin();
std::string json_end(const Summary& summary);
std::string sarif_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle& style);
std::string sarif_begin();
std::string sarif_end(const Summary& summary);
std::string github_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle& style);
std::string junit_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle& style);
std::string junit_begin();
std::string junit_end(const Summary& summary);

/// The file that a diagnostic is reported in, as printed; empty: none.
const std::string& reported_file(const Diagnostic& diagnostic);

}  // namespace keyplate::cli
