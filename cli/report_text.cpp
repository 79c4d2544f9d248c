// path:line:column: severity[code]: message, then the source line with a caret under the span,
// related places, the environments it holds in and what would cure it.
#include <fmt/core.h>

#include <algorithm>

#include "cli/excerpt.h"
#include "cli/report.h"
#include "cli/seen_secrets.h"
#include "cli/source_places.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

/// Escape sequences, or nothing at all.
struct Ink {
  std::string_view bold, gutter, reset;
  std::string_view severity[3];
};
constexpr Ink plain = {};
constexpr Ink colored = {
    "\x1b[1m", "\x1b[34m", "\x1b[0m", {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"}};

class TextReport {
 public:
  TextReport(std::span<const Diagnostic> diagnostics, const ReportStyle& style)
      : masks_(credential_spans(diagnostics)),
        seen_(style.seen),
        ink_(style.color ? colored : plain) {}

  void add(const Diagnostic& diagnostic) {
    const Location where{diagnostic.source, diagnostic.span.value_or(Span{})};
    const auto severity = static_cast<std::size_t>(diagnostic.severity);
    out_ += ink_.bold;
    add_place(reported_file(diagnostic), where, diagnostic.span.has_value());
    out_ += ink_.reset;
    out_ +=
        fmt::format("{}{}[{}]{}: {}\n", ink_.severity[severity], name(diagnostic.severity),
                    info(diagnostic.code).slug, ink_.reset, visible_sentence(diagnostic.message));
    if (diagnostic.span) add_excerpt(where, ink_.severity[severity]);
    add_environments(diagnostic);
    for (const Related& related : diagnostic.related) add_related(related);
    if (diagnostic.fix) add_note("fix: " + visible_sentence(diagnostic.fix->title));
  }

  std::string take() { return std::move(out_); }

 private:
  void add_place(const std::string& file, const Location& where, bool has_span) {
    if (file.empty()) return;
    out_ += visible(file);
    if (has_span && where.source) {
      const Position at = places_.position(where.source, where.span.begin);
      out_ += fmt::format(":{}:{}", at.line, at.column);
    }
    out_ += ": ";
  }

  void add_excerpt(const Location& where, std::string_view caret_ink) {
    if (!where.source) return;
    const std::string line =
        fmt::format("{}", places_.position(where.source, where.span.begin).line);
    const Excerpt shown = excerpt(*where.source, where.span, masks_of(where.source));
    const std::string text = seen_ ? seen_->scrubbed(shown.text) : shown.text;
    out_ += fmt::format("{}{:>5} |{} {}\n", ink_.gutter, line, ink_.reset, text);
    if (text != shown.text) return;  // its columns are others now
    const std::string carets(shown.caret_end - shown.caret_begin, '^');
    out_ += fmt::format("{}{:>5} |{} {:{}}{}{}{}\n", ink_.gutter, "", ink_.reset, "",
                        shown.caret_begin, caret_ink, carets, ink_.reset);
  }

  void add_environments(const Diagnostic& diagnostic) {
    if (diagnostic.environments.empty()) return;
    std::string names;
    for (const std::string& environment : diagnostic.environments)
      names += fmt::format("{}`{}`", names.empty() ? "" : ", ", visible(environment));
    add_note(fmt::format(
        "in {} {}", diagnostic.environments.size() == 1 ? "environment" : "environments", names));
  }

  void add_related(const Related& related) {
    const Location where = Source::outermost(related.location.source, related.location.span);
    out_ += fmt::format("{}{:>5} ={} ", ink_.gutter, "", ink_.reset);
    add_place(where.source ? where.source->name() : std::string(), where, true);
    out_ += visible_sentence(related.message) + "\n";
    add_excerpt(where, ink_.gutter);
  }

  void add_note(const std::string& text) {
    out_ += fmt::format("{}{:>5} ={} {}\n", ink_.gutter, "", ink_.reset, text);
  }

  std::vector<Span> masks_of(const SourcePtr& source) const {
    std::vector<Span> spans;
    for (const Location& mask : masks_) {
      if (mask.source == source) spans.push_back(mask.span);
    }
    return spans;
  }

  std::vector<Location> masks_;
  const SeenSecrets* seen_;
  const Ink& ink_;
  SourcePlaces places_;
  std::string out_;
};

}  // namespace

std::string text_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle& style) {
  TextReport report(diagnostics, style);
  for (const Diagnostic& diagnostic : diagnostics) report.add(diagnostic);
  return report.take();
}

}  // namespace keyplate::cli
