#include "compiler/names.h"

namespace keyplate::compiler {

std::optional<NameProblem> sso_session_name_problem(std::string_view value) {
  return first_unplain(value, "letters, digits, `-` and `_` are what an SSO session name may hold");
}

}  // namespace keyplate::compiler
