#pragma once
// One source line as a diagnostic shows it, with the columns that its caret goes under. Tabs become
// spaces, control characters are shown visibly, a long line is cut around the span, and spans that
// hold a credential are replaced by stars.

#include <cstddef>
#include <span>
#include <string>

#include "grammar/source.h"

namespace keyplate::cli {

struct Excerpt {
  std::string text;
  std::size_t caret_begin = 0;  ///< in columns of a terminal
  std::size_t caret_end = 0;    ///< at least one more
};

/// Of a span over several lines, its first line. `masked` are spans whose text must not be shown.
Excerpt excerpt(const Source& source, Span span, std::span<const Span> masked);

}  // namespace keyplate::cli
