// SARIF 2.1.0 (OASIS, https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code scanning reads it.
// Every code is a rule, its page the rule's help.
#include <fmt/core.h>

#include <algorithm>

#include "cli/diagnostic_pages.h"
#include "cli/json_string.h"
#include "cli/report.h"
#include "cli/source_places.h"
#include "cli/version.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

constexpr std::string_view schema = "https://json.schemastore.org/sarif-2.1.0.json";
constexpr std::string_view home = "https://github.com/keyplate/keyplate";

std::string_view sarif_level(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

/// A relative reference (RFC 3986): what a path may not hold there is percent-encoded.
std::string uri_reference(std::string_view path) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string out;
  for (const char c : path) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

std::string sarif_message(std::string_view text) {
  return fmt::format("{{\"text\": {}}}", json_string(visible_sentence(text)));
}

/// What a page says below its title, on one line.
std::string first_paragraph(std::string_view page) {
  page.remove_prefix(std::min(page.find("\n\n"), page.size() - 2) + 2);
  std::string text(page.substr(0, page.find("\n\n")));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string sarif_rule(Code code) {
  const CodeInfo& row = info(code);
  const auto pages = diagnostic_pages();
  const auto page = std::find_if(pages.begin(), pages.end(),
                                 [&](const DiagnosticPage& each) { return each.slug == row.slug; });
  std::string out = fmt::format("{{\"id\": {}, \"defaultConfiguration\": {{\"level\": \"{}\"}}",
                                json_string(row.slug), sarif_level(row.severity));
  if (page != pages.end()) {
    const std::string text = json_string(page->text);
    out += fmt::format(
        ", \"shortDescription\": {{\"text\": {}}}, \"help\": {{\"text\": {}, \"markdown\": {}}}",
        json_string(first_paragraph(page->text)), text, text);
  }
  return out + "}";
}

class SarifReport {
 public:
  void add(const Diagnostic& diagnostic) {
    out_ +=
        fmt::format("{}\n{{\"ruleId\": {}, \"ruleIndex\": {}, \"level\": \"{}\", \"message\": {}",
                    out_.empty() ? "" : ",", json_string(info(diagnostic.code).slug),
                    static_cast<unsigned>(diagnostic.code), sarif_level(diagnostic.severity),
                    sarif_message(diagnostic.message));
    if (const std::string& file = reported_file(diagnostic); !file.empty())
      out_ += fmt::format(", \"locations\": [{{{}}}]",
                          location(file, diagnostic.source, diagnostic.span));
    add_related(diagnostic);
    if (diagnostic.fix && diagnostic.source) add_fix(diagnostic);
    if (!diagnostic.environments.empty()) add_environments(diagnostic);
    out_ += "}";
  }

  std::string take() { return std::move(out_); }

 private:
  static std::string artifact(std::string_view file) {
    return fmt::format("\"artifactLocation\": {{\"uri\": {}}}", json_string(uri_reference(file)));
  }

  std::string region(const SourcePtr& source, Span span) {
    const Position begin = places_.position(source, span.begin);
    const Position end = places_.position(source, span.end);
    return fmt::format(
        "{{\"startLine\": {}, \"startColumn\": {}, \"endLine\": {}, \"endColumn\": {}}}",
        begin.line, begin.column, end.line, end.column);
  }

  std::string location(std::string_view file, const SourcePtr& source,
                       const std::optional<Span>& span) {
    std::string out = fmt::format("\"physicalLocation\": {{{}", artifact(file));
    if (source && span) out += ", \"region\": " + region(source, *span);
    return out + "}";
  }

  void add_related(const Diagnostic& diagnostic) {
    std::string list;
    for (const Related& related : diagnostic.related) {
      const Location where = Source::outermost(related.location.source, related.location.span);
      if (!where.source) continue;
      list += fmt::format("{}{{{}, \"message\": {}}}", list.empty() ? "" : ", ",
                          location(where.source->name(), where.source, where.span),
                          sarif_message(related.message));
    }
    if (!list.empty()) out_ += fmt::format(", \"relatedLocations\": [{}]", list);
  }

  void add_fix(const Diagnostic& diagnostic) {
    std::string edits;
    for (const TextEdit& edit : diagnostic.fix->edits)
      edits += fmt::format("{}{{\"deletedRegion\": {}, \"insertedContent\": {{\"text\": {}}}}}",
                           edits.empty() ? "" : ", ", region(diagnostic.source, edit.span),
                           json_string(edit.text));
    out_ += fmt::format(
        ", \"fixes\": [{{\"description\": {}, \"artifactChanges\": [{{{}, \"replacements\": "
        "[{}]}}], \"properties\": {{\"safe\": {}}}}}]",
        sarif_message(diagnostic.fix->title), artifact(diagnostic.source->name()), edits,
        diagnostic.fix->safe);
  }

  void add_environments(const Diagnostic& diagnostic) {
    std::string names;
    for (const std::string& environment : diagnostic.environments)
      names += fmt::format("{}{}", names.empty() ? "" : ", ", json_string(environment));
    out_ += fmt::format(", \"properties\": {{\"environments\": [{}]}}", names);
  }

  SourcePlaces places_;
  std::string out_;
};

}  // namespace

std::string sarif_begin() {
  std::string rules;
  for (std::size_t i = 0; i < code_count(); ++i)
    rules += (i == 0 ? "\n" : ",\n") + sarif_rule(static_cast<Code>(i));
  return fmt::format(
      "{{\"$schema\": \"{}\", \"version\": \"2.1.0\", \"runs\": [{{\n"
      "\"tool\": {{\"driver\": {{\"name\": \"keyplate\", \"version\": \"{}\", \"informationUri\": "
      "\"{}\", "
      "\"rules\": [{}]}}}},\n"
      "\"columnKind\": \"unicodeCodePoints\",\n\"results\": [",
      schema, version, home, rules);
}

std::string sarif_diagnostics(std::span<const Diagnostic> diagnostics, const ReportStyle&) {
  SarifReport report;
  for (const Diagnostic& diagnostic : diagnostics) report.add(diagnostic);
  return report.take();
}

std::string sarif_end(const Summary&) {
  return "]}]}\n";
}

}  // namespace keyplate::cli
