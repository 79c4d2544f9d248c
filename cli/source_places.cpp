#include "cli/source_places.h"

#include <algorithm>

namespace keyplate::cli {
namespace {

/// Diagnostics whose span is a credential, or may be one.
constexpr Code about_credentials[] = {Code::literal_credential};

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
    const bool about_one = std::find(std::begin(about_credentials), std::end(about_credentials),
                                     diagnostic.code) != std::end(about_credentials);
    if (about_one && diagnostic.span) spans.push_back({diagnostic.source, *diagnostic.span});
  }
  return spans;
}

}  // namespace keyplate::cli
