// Source: https://cloud.google.com/iam/docs/service-account-overview
#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view what =
    "a service account's address looks like `NAME@PROJECT.iam.gserviceaccount.com`";

bool is_of_account(char c) {
  return is_lower(c) || is_digit(c) || std::string_view(".:-@").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<NameProblem> gcp_service_account_problem(std::string_view value) {
  constexpr std::string_view ending = "gserviceaccount.com";
  if (auto problem = outside(value, {is_of_account, what})) return problem;
  const std::size_t at = value.find('@');
  const bool right = at != 0 && at != std::string_view::npos &&
                     value.find('@', at + 1) == std::string_view::npos &&
                     value.size() > at + ending.size() + 2 && value.ends_with(ending) &&
                     value[value.size() - ending.size() - 1] == '.';
  if (right) return std::nullopt;
  return NameProblem{0, 0, "is no service account; " + std::string(what)};
}

}  // namespace keyplate::compiler
