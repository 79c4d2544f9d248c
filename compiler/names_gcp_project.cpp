// Source: https://cloud.google.com/resource-manager/docs/creating-managing-projects
#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

constexpr std::size_t longest_number = 19;  // an int64

bool is_of_project(char c) {
  return is_lower(c) || is_digit(c) || c == '-';
}

bool is_of_domain(char c) {
  return is_of_project(c) || c == '.';
}

}  // namespace

std::optional<NameProblem> gcp_project_problem(std::string_view value) {
  if (all_of(value, is_digit))
    return wrong_length(value, 1, longest_number, "a project's number has 19 at most");
  std::string_view id = value;
  if (const std::size_t colon = value.find(':'); colon != std::string_view::npos) {
    const std::string_view domain = value.substr(0, colon);
    if (!all_of(domain, is_of_domain) || !(is_lower(domain.front()) || is_digit(domain.front())))
      return NameProblem{0, 0, "has no domain before the `:`, such as `example.com:my-project`"};
    id = value.substr(colon + 1);
  }
  if (auto problem = outside(
          id,
          {is_of_project, "lower-case letters, digits and `-` are what a project's id may hold"})) {
    problem->offset += value.size() - id.size();
    return problem;
  }
  if (auto problem = wrong_length(id, 6, 30, "a project's id has 6 to 30")) return problem;
  if (!is_lower(id.front())) return NameProblem{0, 0, "begins with no letter; a project's id does"};
  if (id.back() == '-')
    return NameProblem{value.size() - 1, 1,
                       "ends with `-`; a project's id ends with a letter or digit"};
  return std::nullopt;
}

}  // namespace keyplate::compiler
