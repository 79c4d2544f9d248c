#include "compiler/duration.h"

#include "grammar/lexical.h"

namespace keyplate::compiler {
namespace {

constexpr std::int64_t longest = 365 * 24 * 3600;

struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr Unit units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

using grammar::is_digit;

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  if (text == "0") return std::chrono::seconds{0};
  std::int64_t total = 0;
  std::size_t at = 0;
  for (const Unit& unit : units) {
    std::size_t end = at;
    std::int64_t count = 0;
    for (; end < text.size() && is_digit(text[end]); ++end) {
      count = count * 10 + (text[end] - '0');
      if (count > longest) return std::nullopt;
    }
    if (end == at || end == text.size() || text[end] != unit.letter) continue;
    total += count * unit.seconds;
    at = end + 1;
  }
  if (text.empty() || at != text.size() || total > longest) return std::nullopt;
  return std::chrono::seconds{total};
}

std::string duration_text(std::int64_t seconds) {
  std::string text;
  for (const Unit& unit : units) {
    if (seconds < unit.seconds) continue;
    text += std::to_string(seconds / unit.seconds) + unit.letter;
    seconds %= unit.seconds;
  }
  return text.empty() ? "0" : text;
}

}  // namespace keyplate::compiler
