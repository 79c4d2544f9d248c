#include <fmt/core.h>

#include "compiler/names.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

std::string described(std::string_view character) {
  if (character == " ") return "a space";
  return fmt::format("`{}`", visible(character));
}

}  // namespace

std::optional<NameProblem> first_unplain(std::string_view value,
                                         std::string_view what_it_may_hold) {
  if (value.empty()) return NameProblem{0, 0, fmt::format("is empty; {}", what_it_may_hold)};
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (is_plain(value[i])) continue;
    const auto code_point = decode_utf8(value, i);
    const std::size_t size = code_point ? code_point->size : 1;
    return NameProblem{
        i, size, fmt::format("has {}; {}", described(value.substr(i, size)), what_it_may_hold)};
  }
  return std::nullopt;
}

std::optional<NameProblem> plain_name_problem(std::string_view value) {
  return first_unplain(value, "letters, digits, `-` and `_` are what a name may hold");
}

std::optional<NameProblem> prefix_problem(std::string_view value) {
  if (!value.empty()) return std::nullopt;
  return NameProblem{0, 0, "is empty; it would permit every variable"};
}

}  // namespace keyplate::compiler
