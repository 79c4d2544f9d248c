#pragma once
// Lines and columns of one source for whoever needs many of them. Built in one pass over the text;
// after that every position costs the same, however long the text or its lines are. Immutable.

#include <cstdint>
#include <vector>

#include "grammar/source.h"

namespace keyplate {

class LineIndex {
 public:
  explicit LineIndex(SourcePtr source);

  const SourcePtr& source() const { return source_; }
  /// What Source::position says. REQUIRES: offset <= the text's size.
  Position position(std::uint32_t offset) const;

 private:
  struct Place {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
  };
  void advance(Place& place, std::size_t begin, std::size_t end) const;

  SourcePtr source_;
  std::vector<Place> places_;  ///< of every `stride`-th byte
};

}  // namespace keyplate
