// Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

bool is_of_version(char c) {
  return c > ' ' && c <= '~';
}

// The API states a length only; this is what its console and tools write.
bool is_of_stage(char c) {
  return is_alphanumeric(c) || std::string_view("_+=,.@/-").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<NameProblem> aws_version_id_problem(std::string_view value) {
  constexpr std::string_view what =
      "a version's id has 32 to 64, such as `EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE`; a stage such "
      "as "
      "`AWSPREVIOUS` goes into `stage`";
  if (auto problem = outside(
          value, {is_of_version, "a version's id holds visible characters of ASCII, no spaces"}))
    return problem;
  return wrong_length(value, 32, 64, what);
}

std::optional<NameProblem> aws_version_stage_problem(std::string_view value) {
  if (auto problem =
          outside(value, {is_of_stage, "letters, digits and `_+=,.@/-` are what a stage may hold"}))
    return problem;
  return wrong_length(value, 1, 256, "256 is the most for a stage");
}

}  // namespace keyplate::compiler
