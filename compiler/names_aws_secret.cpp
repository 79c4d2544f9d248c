// Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
#include <algorithm>

#include "compiler/names.h"
#include "compiler/names_aws_arn.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

bool is_of_secret(char c) {
  return is_alphanumeric(c) || std::string_view("/_+=.@-").find(c) != std::string_view::npos;
}

/// The `-` and six characters that end an ARN but no name. A word of one case is no such thing:
/// `-secret`, `-202611`.
bool ends_like_an_arn(std::string_view name) {
  if (name.size() < 8 || name[name.size() - 7] != '-') return false;
  const std::string_view end = name.substr(name.size() - 6);
  return std::all_of(end.begin(), end.end(), is_alphanumeric) &&
         std::any_of(end.begin(), end.end(), is_lower) &&
         std::any_of(end.begin(), end.end(), is_upper);
}

}  // namespace

std::optional<NameProblem> aws_plain_secret_problem(std::string_view value) {
  if (auto problem = outside(
          value, {is_of_secret, "letters, digits and `/_+=.@-` are what a secret's name may hold"}))
    return problem;
  return wrong_length(value, 1, 512, "512 is the most for a secret's name");
}

std::optional<NameProblem> aws_secret_problem(std::string_view value) {
  if (is_arn(value)) {
    const auto arn = read_secret_arn(value);
    return arn ? std::nullopt : std::optional(arn.error());
  }
  if (auto problem = aws_plain_secret_problem(value)) return problem;
  if (!ends_like_an_arn(value)) return std::nullopt;
  NameProblem problem = problem_of(value, value.substr(value.size() - 7),
                                   "ends like an ARN; the name is what stands before the `-` and "
                                   "these six characters");
  problem.severity = Severity::warning;
  return problem;
}

}  // namespace keyplate::compiler
