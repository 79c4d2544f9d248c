#include "compiler/suggest.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
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

bool is_decimal(char c) {
  return c >= '0' && c <= '9';
}

bool is_name_char(char c) {
  return is_decimal(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string numbers_in(std::string_view name) {
  std::string found;
  std::copy_if(name.begin(), name.end(), std::back_inserter(found), is_decimal);
  return found;
}

bool is_plural(std::string_view name, std::string_view other) {
  return name.size() == other.size() + 1 && name.ends_with('s') && name.starts_with(other);
}

/// Whether whoever wrote `name` can't but have meant `best`, the nearest of `known`.
bool is_slip(std::string_view name, std::string_view best, std::span<const std::string_view> known,
             ChosenBy by) {
  const std::size_t far = distance(name, best, longest_compared);
  const bool same_letters =
      name.size() == best.size() && std::is_permutation(name.begin(), name.end(), best.begin());
  // A short name of another letter is as likely another name.
  if (name.size() == best.size() && name.size() < 5 && !same_letters) return false;
  if (name.size() < 3 || far > (name.size() < 8 ? 1u : 2u) || numbers_in(name) != numbers_in(best))
    return false;
  if (by == ChosenBy::author && (is_plural(name, best) || is_plural(best, name))) return false;
  return std::count_if(known.begin(), known.end(), [&](std::string_view other) {
           return other != best && other.size() <= longest_compared &&
                  distance(name, other, far) <= far;
         }) == 0;
}

/// Whether `best` can be written where `name` was without being escaped.
bool is_plain(std::string_view best, std::string_view name, bool quoted) {
  if (!quoted && (best.empty() || is_decimal(best.front()))) return false;
  return std::all_of(best.begin(), best.end(), [&](char c) {
    return is_name_char(c) || ((c == '-' || c == '.' || c == '/') &&
                               (quoted || name.find(c) != std::string_view::npos));
  });
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

std::optional<Fix> replacement(const SourcePtr& source, Span at, std::string_view name,
                               std::span<const std::string_view> known, ChosenBy by) {
  const auto best = nearest(name, known);
  if (!best) return std::nullopt;
  const std::string_view written = source->text(at);
  const bool quoted = written.starts_with('\'') || written.starts_with('"');
  const std::string quote = quoted ? std::string(1, written.front()) : std::string();
  if (written != fmt::format("{}{}{}", quote, name, quote) || !is_plain(*best, name, quoted))
    return std::nullopt;
  auto edit = edit_of(source, at, fmt::format("{}{}{}", quote, *best, quote));
  if (!edit) return std::nullopt;
  return Fix{
      fmt::format("replace with `{}`", *best), is_slip(name, *best, known, by), {*std::move(edit)}};
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
