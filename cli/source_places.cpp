#include "cli/source_places.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "cli/credential_places.h"
#include "compiler/user_config.h"

namespace keyplate::cli {
namespace {

/// What a diagnostic must not show: a credential, or what may be one.
void hide(const Diagnostic& diagnostic, std::vector<Location>& spans) {
  const std::string_view text = diagnostic.source->text();
  const bool has_login =
      diagnostic.code == Code::bad_url &&
      diagnostic.source->text(*diagnostic.span).find('@') != std::string_view::npos;
  if (diagnostic.code == Code::literal_credential || has_login)
    spans.push_back({diagnostic.source, *diagnostic.span});
  std::string_view file = diagnostic.source->name();
  file = file.substr(file.rfind('/') + 1);
  if (file != compiler::workspace_file_name && file != compiler::user_config_name) return;
  for (const Span span : credentials_on_line(text, diagnostic.span->begin))
    spans.push_back({diagnostic.source, span});
}

}  // namespace

Position SourcePlaces::position(const SourcePtr& source, std::uint32_t offset) {
  const auto known = std::find_if(indices_.begin(), indices_.end(),
                                  [&](const LineIndex& index) { return index.source() == source; });
  const LineIndex& index = known == indices_.end() ? indices_.emplace_back(source) : *known;
  return index.position(offset);
}

std::string json_range(SourcePlaces& places, const Location& where) {
  const auto position = [&](std::uint32_t offset) {
    const Position at = places.position(where.source, offset);
    return fmt::format("{{\"line\": {}, \"column\": {}, \"offset\": {}}}", at.line, at.column,
                       at.offset);
  };
  return fmt::format("{{\"start\": {}, \"end\": {}}}", position(where.span.begin),
                     position(where.span.end));
}

std::vector<Location> credential_spans(std::span<const Diagnostic> diagnostics) {
  std::vector<Location> spans;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!diagnostic.source || !diagnostic.span) continue;
    hide(diagnostic, spans);
  }
  return spans;
}

}  // namespace keyplate::cli
