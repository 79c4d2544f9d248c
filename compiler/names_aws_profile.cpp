#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

bool is_of_profile(char c) {
  return is_alphanumeric(c) || std::string_view("_./%@:+-").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<NameProblem> aws_profile_problem(std::string_view value) {
  return outside(
      value, {is_of_profile, "letters, digits and `_./%@:+-` are what a profile's name may hold"});
}

}  // namespace keyplate::compiler
