#include "compiler/suggest.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <vector>

#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::size_t most_listed = 6;
constexpr std::size_t longest_compared = 64;
constexpr std::size_t most_compared = 1000;

using Row = std::array<std::size_t, longest_compared + 1>;

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours; more
/// than `most` where the lengths alone say so. REQUIRES: neither is longer than
/// `longest_compared`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return most + 1;
  Row before{}, previous{}, row{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, substitute});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, row);
  }
  return previous[b.size()];
}

bool contains(std::span<const std::string_view> known, std::string_view name) {
  return std::find(known.begin(), known.end(), name) != known.end();
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> known) {
  if (name.size() > longest_compared || known.size() > most_compared || contains(known, name))
    return std::nullopt;
  // A name of which nothing is left is not near.
  const std::size_t most = name.size() < 2 ? 0 : std::max<std::size_t>(1, name.size() / 3);
  std::optional<std::string_view> best;
  std::size_t best_distance = most + 1;
  for (const std::string_view candidate : known) {
    if (candidate.size() > longest_compared) continue;
    const std::size_t found = distance(name, candidate, best_distance - 1);
    if (found < best_distance) {
      best_distance = found;
      best = candidate;
    }
  }
  return best;
}

std::string hint(std::string_view name, std::span<const std::string_view> known) {
  if (contains(known, name)) return "; another environment has it";
  if (const auto best = nearest(name, known)) return fmt::format("; did you mean `{}`?", *best);
  if (known.empty() || known.size() > most_listed) return {};
  std::vector<std::string_view> sorted(known.begin(), known.end());
  std::sort(sorted.begin(), sorted.end());
  return fmt::format("; known: {}", quoted_list(sorted));
}

std::string quoted_list(std::span<const std::string_view> names) {
  std::string list;
  for (const std::string_view name : names)
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ", visible(name));
  return list;
}

}  // namespace keyplate::compiler
