// The JSON of design section 6; schemas describe it.
#include <fmt/core.h>

#include "cli/json_string.h"
#include "cli/report.h"
#include "cli/source_places.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

class JsonReport {
 public:
  void add(const Diagnostic& diagnostic) {
    out_ += fmt::format("{}\n  {{\"file\": {}, \"code\": {}, \"severity\": {},\n",
                        out_.empty() ? "" : ",", json_string(reported_file(diagnostic)),
                        json_string(info(diagnostic.code).slug),
                        json_string(name(diagnostic.severity)));
    out_ += fmt::format("   \"message\": {},\n   \"range\": ",
                        json_string(visible_sentence(diagnostic.message)));
    add_range(diagnostic.source, diagnostic.span);
    out_ += ",\n   \"environments\": [";
    for (const std::string& environment : diagnostic.environments)
      out_ += fmt::format("{}{}", &environment == diagnostic.environments.data() ? "" : ", ",
                          json_string(environment));
    out_ += "], \"related\": [";
    for (const Related& related : diagnostic.related) {
      if (&related != diagnostic.related.data()) out_ += ", ";
      add_related(related);
    }
    out_ += "], \"fix\": ";
    add_fix(diagnostic);
    out_ += "}";
  }

  std::string take() { return std::move(out_); }

 private:
  void add_range(const SourcePtr& source, const std::optional<Span>& span) {
    out_ += source && span ? json_range(places_, {source, *span}) : "null";
  }

  void add_related(const Related& related) {
    const Location where = Source::outermost(related.location.source, related.location.span);
    out_ += fmt::format("{{\"file\": {}, \"message\": {}, \"range\": ",
                        json_string(where.source ? where.source->name() : std::string()),
                        json_string(visible_sentence(related.message)));
    add_range(where.source, where.span);
    out_ += "}";
  }

  void add_fix(const Diagnostic& diagnostic) {
    if (!diagnostic.fix) {
      out_ += "null";
      return;
    }
    out_ += fmt::format("{{\"title\": {}, \"safe\": {}, \"edits\": [",
                        json_string(visible_sentence(diagnostic.fix->title)), diagnostic.fix->safe);
    for (const TextEdit& edit : diagnostic.fix->edits) {
      out_ += fmt::format(
          "{}{{\"file\": {}, \"range\": ", &edit == diagnostic.fix->edits.data() ? "" : ", ",
          json_string(reported_file(diagnostic)));
      add_range(diagnostic.source, edit.span);
      out_ += fmt::format(", \"text\": {}}}", json_string(edit.text));
    }
    out_ += "]}";
  }

  SourcePlaces places_;
  std::string out_;
};

}  // namespace

std::string json_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle&) {
  JsonReport report;
  for (const Diagnostic& diagnostic : diagnostics) report.add(diagnostic);
  return report.take();
}

std::string json_begin() {
  return "{\"version\": 1,\n \"diagnostics\": [";
}

std::string json_end(const Summary& summary) {
  return fmt::format("],\n \"summary\": {{\"files\": {}, \"errors\": {}, \"warnings\": {}}}}}\n",
                     summary.files, summary.errors, summary.warnings);
}

}  // namespace keyplate::cli
