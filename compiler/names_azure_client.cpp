#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

bool is_of_guid(char c) {
  return is_hex(c) || c == '-';
}

}  // namespace

std::optional<NameProblem> azure_client_id_problem(std::string_view value) {
  constexpr std::string_view what =
      "an application's id is 8-4-4-4-12 hexadecimal digits, such as "
      "`11111111-2222-3333-4444-555555555555`";
  if (is_guid(value)) return std::nullopt;
  if (value.size() == 36) {
    if (auto problem = outside(value, {is_of_guid, what})) return problem;
  }
  return NameProblem{0, 0, "is no application's id; " + std::string(what)};
}

}  // namespace keyplate::compiler
