#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {

std::optional<NameProblem> hashicorp_mount_problem(std::string_view value) {
  if (auto problem = path_problem(value, "a mount looks like `secret` or `team/kv`"))
    return problem;
  if (const std::size_t space = value.find(' '); space != std::string_view::npos)
    return NameProblem{space, 1, "has a space, which no mount may hold"};
  return std::nullopt;
}

}  // namespace keyplate::compiler
