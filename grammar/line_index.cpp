#include "grammar/line_index.h"

#include <algorithm>

namespace keyplate {
namespace {

constexpr std::size_t stride = 1024;

}  // namespace

LineIndex::LineIndex(SourcePtr source) : source_(std::move(source)) {
  const std::size_t size = source_->text().size();
  Place place;
  for (std::size_t begin = 0; begin <= size; begin += stride) {
    places_.push_back(place);
    advance(place, begin, std::min(begin + stride, size));
  }
}

Position LineIndex::position(std::uint32_t offset) const {
  const std::size_t nearest = offset / stride;
  Place place = places_[nearest];
  advance(place, nearest * stride, offset);
  return {place.line, place.column, offset};
}

void LineIndex::advance(Place& place, std::size_t begin, std::size_t end) const {
  const std::string_view text = source_->text();
  for (std::size_t i = begin; i < end; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((byte & 0xC0) != 0x80) {  // not inside a code point
      ++place.column;
    }
  }
}

}  // namespace keyplate
