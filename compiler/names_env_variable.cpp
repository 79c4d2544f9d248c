#include "compiler/names.h"
#include "compiler/names_text.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {

// Source: POSIX.1-2017, 8.1: any characters but `=`, which ends a name, and NUL.
std::optional<NameProblem> env_variable_problem(std::string_view value) {
  return outside(value, {[](char c) { return c != '=' && !is_control(c); },
                         "a variable's name holds no `=` and no control character"});
}

}  // namespace keyplate::compiler
