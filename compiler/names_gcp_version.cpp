// Source: https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions
#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {

std::optional<NameProblem> gcp_version_problem(std::string_view value) {
  constexpr std::string_view what = "a version is a number, an alias or `latest`";
  if (auto problem = outside(value, {is_plain, what})) return problem;
  if (value == "NEW") return NameProblem{0, 0, "is no version; the newest one is `latest`"};
  if (is_digit(value.front())) {
    if (!all_of(value, is_digit))
      return NameProblem{0, 0, "begins with a digit; an alias begins with a letter"};
    if (value.front() == '0')
      return NameProblem{0, 0, "begins with `0`; versions are counted from 1"};
    return wrong_length(value, 1, 19, what);
  }
  if (!is_lower(value.front()) && !is_upper(value.front()))
    return NameProblem{0, 1, "begins with no letter; an alias does"};
  return wrong_length(value, 1, 63, "63 is the most for an alias");
}

}  // namespace keyplate::compiler
