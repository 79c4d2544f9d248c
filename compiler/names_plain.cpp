#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {

bool is_plain(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_';
}

std::optional<NameProblem> plain_name_problem(std::string_view value) {
  return outside(value, {is_plain, "letters, digits, `-` and `_` are what a name may hold"});
}

std::optional<NameProblem> prefix_problem(std::string_view value) {
  if (!value.empty()) return std::nullopt;
  return NameProblem{0, 0, "is empty; it would permit every variable"};
}

}  // namespace keyplate::compiler
