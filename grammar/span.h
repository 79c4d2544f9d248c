#pragma once
// Byte ranges. A Span means nothing without the Source it points into; nothing in keyplate keeps
// a view of source text, so replacing a document never leaves a dangling pointer behind.

#include <cstdint>

namespace keyplate {

/// A half-open range of byte offsets [begin, end) into one Source of at most 4 GiB - 1.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  constexpr std::uint32_t size() const { return end - begin; }
  constexpr bool empty() const { return begin == end; }
  constexpr bool contains(std::uint32_t offset) const { return begin <= offset && offset < end; }
  friend constexpr bool operator==(Span, Span) = default;
};

/// The smallest span that covers both.
constexpr Span join(Span a, Span b) {
  return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace keyplate
