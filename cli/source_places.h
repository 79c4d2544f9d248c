#pragma once
// What a report asks about the sources of its diagnostics: lines and columns, with an index made at
// the first question about each source, and which places hold a credential. One thread.

#include <span>
#include <string>
#include <vector>

#include "grammar/diagnostic.h"
#include "grammar/line_index.h"

namespace keyplate::cli {

class SourcePlaces {
 public:
  Position position(const SourcePtr& source, std::uint32_t offset);

 private:
  std::vector<LineIndex> indices_;  ///< few: a file's own, and those that related places lie in
};

/// `{"start": {...}, "end": {...}}`, as all JSON that we print says where something is.
std::string json_range(SourcePlaces& places, const Location& where);

/// Where diagnostics found a credential written out. No report shows these characters.
std::vector<Location> credential_spans(std::span<const Diagnostic> diagnostics);

}  // namespace keyplate::cli
