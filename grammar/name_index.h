#pragma once
// The rows of a table by name, sorted while keyplate is compiled.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace keyplate {

/// Positions of the rows by the length of their names, then by the names: most names that a search
/// passes differ in length, which costs less to compare.
template <std::size_t N>
class NameIndex {
 public:
  template <typename Row>
  explicit consteval NameIndex(const std::array<Row, N>& rows) {
    for (std::size_t i = 0; i < N; ++i) entries_[i] = {rows[i].name, static_cast<std::uint16_t>(i)};
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return before(a.name, b.name); });
  }

  constexpr std::optional<std::uint16_t> find(std::string_view name) const {
    const auto at = std::lower_bound(
        entries_.begin(), entries_.end(), name,
        [](const Entry& entry, std::string_view key) { return before(entry.name, key); });
    if (at == entries_.end() || at->name != name) return std::nullopt;
    return at->row;
  }

  consteval bool unique() const {
    for (std::size_t i = 1; i < N; ++i)
      if (entries_[i - 1].name == entries_[i].name) return false;
    return true;
  }

 private:
  struct Entry {
    std::string_view name;
    std::uint16_t row = 0;
  };
  static constexpr bool before(std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
  std::array<Entry, N> entries_{};
};

}  // namespace keyplate
