#include "grammar/diagnostic.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace keyplate {
namespace {

constexpr CodeInfo rows[] = {
#define KEYPLATE_DIAGNOSTIC(id, slug, severity, message, ...) {slug, severity, message},
#include "grammar/diagnostics.def"
#undef KEYPLATE_DIAGNOSTIC
};

auto order(const Diagnostic& d) {
  const std::string& file = d.source ? d.source->name() : d.file;
  const Span span = d.span.value_or(Span{});
  return std::tuple<const std::string&, std::uint32_t, std::uint32_t, Code, const std::string&>(
      file, span.begin, span.end, d.code, d.message);
}

}  // namespace

std::string_view name(Severity severity) {
  constexpr std::array<std::string_view, 3> names = {"error", "warning", "information"};
  return names[static_cast<std::size_t>(severity)];
}

std::size_t code_count() {
  return std::size(rows);
}

const CodeInfo& info(Code code) {
  return rows[static_cast<std::size_t>(code)];
}

std::optional<Code> find_code(std::string_view slug) {
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    if (rows[i].slug == slug) return static_cast<Code>(i);
  }
  return std::nullopt;
}

std::optional<TextEdit> edit_of(const SourcePtr& source, Span span, std::string text) {
  const Location where = Source::outermost(source, span);
  if (where.source->text(where.span) != source->text(span)) return std::nullopt;
  return TextEdit{where.span, std::move(text)};
}

Diagnostic& DiagnosticSink::add(Code code, const SourcePtr& source, std::optional<Span> span,
                                std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.severity = info(code).severity;
  if (source && span) {
    Location where = Source::outermost(source, *span);
    diagnostic.source = std::move(where.source);
    diagnostic.span = where.span;
  } else {
    diagnostic.source = source;
  }
  diagnostic.message = std::move(message);
  return diagnostics_.emplace_back(std::move(diagnostic));
}

void sort_and_merge(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  std::vector<Diagnostic> merged;
  for (Diagnostic& next : diagnostics) {
    if (merged.empty() || order(merged.back()) != order(next)) {
      merged.push_back(std::move(next));
      continue;
    }
    // Equal but for its environments; one that holds everywhere wins.
    std::vector<std::string>& kept = merged.back().environments;
    if (kept.empty() || next.environments.empty()) {
      kept.clear();
      continue;
    }
    for (std::string& environment : next.environments) {
      if (std::find(kept.begin(), kept.end(), environment) == kept.end())
        kept.push_back(std::move(environment));
    }
  }
  diagnostics = std::move(merged);
}

}  // namespace keyplate
