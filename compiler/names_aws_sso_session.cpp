#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {

// The tools of AWS take more; Insomnia and the name of the sign-in's cache file don't.
std::optional<NameProblem> sso_session_name_problem(std::string_view value) {
  return outside(value,
                 {is_plain, "letters, digits, `-` and `_` are what an SSO session name may hold"});
}

}  // namespace keyplate::compiler
