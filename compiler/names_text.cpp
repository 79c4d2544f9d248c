#include "compiler/names_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

std::string described_character(std::string_view character) {
  if (character == " ") return "a space";
  return fmt::format("`{}`", visible(character));
}

std::size_t character_size(std::string_view value, std::size_t offset) {
  const auto code_point = decode_utf8(value, offset);
  return code_point ? code_point->size : 1;
}

}  // namespace

std::optional<NameProblem> outside(std::string_view value, const Alphabet& alphabet) {
  if (value.empty()) return NameProblem{0, 0, fmt::format("is empty; {}", alphabet.described)};
  const auto wrong = std::find_if_not(value.begin(), value.end(), alphabet.holds);
  if (wrong == value.end()) return std::nullopt;
  const auto offset = static_cast<std::size_t>(wrong - value.begin());
  const std::size_t size = character_size(value, offset);
  return NameProblem{offset, size,
                     fmt::format("has {}; {}", described_character(value.substr(offset, size)),
                                 alphabet.described)};
}

std::optional<NameProblem> wrong_length(std::string_view value, std::size_t least, std::size_t most,
                                        std::string_view what) {
  if (value.empty()) return NameProblem{0, 0, fmt::format("is empty; {}", what)};
  if (value.size() >= least && value.size() <= most) return std::nullopt;
  return NameProblem{
      0, 0,
      fmt::format("has {} character{}; {}", value.size(), value.size() == 1 ? "" : "s", what)};
}

NameProblem problem_of(std::string_view value, std::string_view part, std::string reason) {
  return {static_cast<std::size_t>(part.data() - value.data()), part.size(), std::move(reason)};
}

bool all_of(std::string_view value, bool (*holds)(char character)) {
  return !value.empty() && std::all_of(value.begin(), value.end(), holds);
}

/// No server has a limit of its own for all of them; a URL has.
constexpr std::size_t longest_path = 2048;

std::optional<NameProblem> path_problem(std::string_view value, std::string_view what) {
  if (value.empty()) return NameProblem{0, 0, fmt::format("is empty; {}", what)};
  if (value.size() > longest_path)
    return NameProblem{0, 0, fmt::format("has more than {} bytes; {}", longest_path, what)};
  if (const auto control = std::find_if(value.begin(), value.end(), is_control);
      control != value.end())
    return NameProblem{static_cast<std::size_t>(control - value.begin()), 1,
                       "has a control character"};
  if (find_invalid_utf8(value)) return NameProblem{0, 0, "is not UTF-8"};
  if (value.front() == '/') return NameProblem{0, 1, fmt::format("begins with `/`; {}", what)};
  for (std::size_t begin = 0; begin < value.size();) {
    const std::size_t end = std::min(value.find('/', begin), value.size());
    const std::string_view part = value.substr(begin, end - begin);
    if (part.empty())
      return NameProblem{begin - 1, 2, "has two slashes where one separates the parts"};
    if (part == "." || part == "..")
      return problem_of(value, part, fmt::format("has the part `{}`, which no server takes", part));
    begin = end + 1;
  }
  return std::nullopt;
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 80;
  if (text.empty()) return "\"\"";
  if (text.size() <= most) return visible(text);
  std::size_t end = most;
  while ((static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  return visible(text.substr(0, end)) + "...";
}

}  // namespace keyplate::compiler
