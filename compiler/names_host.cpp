#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {

std::optional<NameProblem> host_problem(std::string_view value) {
  return outside(value,
                 {[](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == ':'; },
                  "a host is a name or an address, such as `vault.lan` or `::1`, and "
                  "nothing else"});
}

}  // namespace keyplate::compiler
