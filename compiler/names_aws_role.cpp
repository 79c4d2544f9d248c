// Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
#include "compiler/names.h"
#include "compiler/names_aws_arn.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view role_example = "arn:aws:iam::123456789012:role/NAME";
constexpr std::string_view role_type = "role/";

bool is_of_role(char c) {
  return is_alphanumeric(c) || std::string_view("_+=,.@-").find(c) != std::string_view::npos;
}
bool is_of_role_path(char c) {
  return is_of_role(c) || c == '/';
}

constexpr std::string_view role_characters =
    "letters, digits and `_+=,.@-` are what a role's name may hold";

}  // namespace

std::optional<NameProblem> aws_role_arn_problem(std::string_view value) {
  const auto arn = read_arn(value, "iam", role_example);
  if (!arn) return arn.error();
  if (!arn->region.empty())
    return problem_of(value, arn->region, "names a region; the ARN of a role has none");
  if (aws_account_problem(arn->account))
    return problem_of(value, arn->account.empty() ? value : arn->account,
                      "has no account of twelve digits");
  if (arn->resource.substr(0, role_type.size()) != role_type)
    return problem_of(value, arn->resource,
                      "is no role; a role's ARN looks like `arn:aws:iam::123456789012:role/NAME`");
  const std::string_view name = arn->resource.substr(role_type.size());
  auto problem = outside(name, {is_of_role_path, role_characters});
  if (problem) problem->offset += value.size() - name.size();
  return problem;
}

std::optional<NameProblem> aws_permission_set_problem(std::string_view value) {
  if (auto problem = outside(value, {is_of_role, role_characters})) return problem;
  return wrong_length(value, 1, 32, "32 is the most for a permission set's name");
}

std::optional<NameProblem> aws_session_name_problem(std::string_view value) {
  if (auto problem =
          outside(value, {is_of_role, "letters, digits and `_+=,.@-` are what it may hold"}))
    return problem;
  return wrong_length(value, 2, 64, "a session's name has 2 to 64");
}

}  // namespace keyplate::compiler
