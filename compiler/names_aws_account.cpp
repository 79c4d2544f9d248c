#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {

std::optional<NameProblem> aws_account_problem(std::string_view value) {
  constexpr std::string_view what = "an account is twelve digits";
  if (auto problem = outside(value, {is_digit, what})) return problem;
  return wrong_length(value, 12, 12, what);
}

}  // namespace keyplate::compiler
