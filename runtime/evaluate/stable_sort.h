#pragma once
// A stable sort for orders that may contradict themselves, as JavaScript's can (NaN, mixed types, a
// function of the template's): the standard library's sorts must not be given one. What comes out
// of such an order is what V8 makes of it, for short lists.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace keyplate::evaluate {

/// V8 sorts a list of fewer items so: the run it begins with, then each item into its place by
/// halves. REQUIRES: two items at least.
template <typename T, typename Before>
void insertion_sort(std::vector<T>& items, Before before) {
  std::size_t sorted = 2;
  const bool falls = before(items[1], items[0]);
  while (sorted < items.size() && before(items[sorted], items[sorted - 1]) == falls) ++sorted;
  const auto at = [&](std::size_t i) {
    return items.begin() + static_cast<std::ptrdiff_t>(i);
  };
  if (falls) std::reverse(at(0), at(sorted));
  for (; sorted < items.size(); ++sorted) {
    const auto place = std::partition_point(
        at(0), at(sorted), [&](const T& other) { return !before(items[sorted], other); });
    std::rotate(place, at(sorted), at(sorted + 1));
  }
}

template <typename T, typename Before>
void merge_sort(std::vector<T>& items, Before before) {
  std::vector<T> merged(items.size());
  for (std::size_t width = 1; width < items.size(); width *= 2) {
    for (std::size_t begin = 0; begin < items.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, items.size());
      const std::size_t end = std::min(begin + 2 * width, items.size());
      std::size_t left = begin;
      std::size_t right = middle;
      for (std::size_t out = begin; out < end; ++out) {
        const bool take_right =
            left == middle || (right < end && before(items[right], items[left]));
        merged[out] = std::move(items[take_right ? right++ : left++]);
      }
    }
    items.swap(merged);
  }
}

/// Sorts by `before(a, b)`.
template <typename T, typename Before>
void stable_sort(std::vector<T>& items, Before before) {
  constexpr std::size_t inserts_below = 64;
  if (items.size() < 2) return;
  if (items.size() < inserts_below) return insertion_sort(items, before);
  merge_sort(items, before);
}

}  // namespace keyplate::evaluate
