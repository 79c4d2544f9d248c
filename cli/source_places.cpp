#include "cli/source_places.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "compiler/tables.h"

namespace keyplate::cli {
namespace {

/// From behind the first `=` of `line` to its end.
Span value_on(std::string_view text, Span line) {
  const std::size_t equals = text.substr(0, line.end).find('=', line.begin);
  if (equals == std::string_view::npos) return {line.end, line.end};
  return {static_cast<std::uint32_t>(text.find_first_not_of(" \t=", equals)), line.end};
}

std::uint32_t line_end(std::string_view text, std::uint32_t from) {
  return static_cast<std::uint32_t>(std::min(text.find_first_of("\r\n", from), text.size()));
}

/// What a line that is no TOML seems to set a credential to.
std::optional<Span> credential_on_line(std::string_view text, std::uint32_t offset) {
  const std::size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  Span rest{static_cast<std::uint32_t>(before + 1), line_end(text, offset)};
  while (rest.begin < rest.end) {
    const Span value = value_on(text, rest);
    std::string_view key = text.substr(rest.begin, value.begin - rest.begin);
    key = key.substr(0, key.find_last_not_of("\"' \t=") + 1);
    key = key.substr(key.find_last_of("\"' \t.,{[") + 1);
    if (compiler::is_credential_name(key)) return value;
    rest.begin = value.begin;
  }
  return std::nullopt;
}

/// What a diagnostic must not show of the workspace file: a credential, or what may be one because
/// its key is misspelled or the line is not understood.
std::optional<Span> hidden(const Diagnostic& diagnostic) {
  const std::string_view text = diagnostic.source->text();
  switch (diagnostic.code) {
    case Code::literal_credential:
      return diagnostic.span;
    case Code::unknown_setting:
    case Code::duplicate_key:
      return value_on(text, {diagnostic.span->end, line_end(text, diagnostic.span->end)});
    case Code::toml_syntax:
      return credential_on_line(text, diagnostic.span->begin);
    default:
      return std::nullopt;
  }
}

}  // namespace

Position SourcePlaces::position(const SourcePtr& source, std::uint32_t offset) {
  const auto known = std::find_if(indices_.begin(), indices_.end(),
                                  [&](const LineIndex& index) { return index.source() == source; });
  const LineIndex& index = known == indices_.end() ? indices_.emplace_back(source) : *known;
  return index.position(offset);
}

std::vector<Location> credential_spans(std::span<const Diagnostic> diagnostics) {
  std::vector<Location> spans;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!diagnostic.source || !diagnostic.span) continue;
    if (const auto span = hidden(diagnostic)) spans.push_back({diagnostic.source, *span});
  }
  return spans;
}

}  // namespace keyplate::cli
