// Source: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {

std::optional<NameProblem> hashicorp_path_problem(std::string_view value) {
  if (auto problem = path_problem(value, "a path is relative to the mount, such as `payments/api`"))
    return problem;
  if (value.back() == '/')
    return NameProblem{value.size() - 1, 1, "ends with `/`, which means a folder and no secret"};
  if (value.back() == '.')
    return NameProblem{value.size() - 1, 1, "ends with `.`, which the server takes off"};
  return std::nullopt;
}

std::optional<NameProblem> hashicorp_version_problem(std::string_view value) {
  constexpr std::string_view what = "a version is a number from 1 on; leave it out for the newest";
  if (auto problem = outside(value, {is_digit, what})) return problem;
  if (value.front() == '0') return NameProblem{0, 0, "begins with `0`; " + std::string(what)};
  return wrong_length(value, 1, 18, what);
}

}  // namespace keyplate::compiler
