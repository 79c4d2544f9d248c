#include <algorithm>

#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

bool is_of_location(char c) {
  return is_lower(c) || is_digit(c) || c == '-';
}

}  // namespace

std::optional<NameProblem> gcp_location_problem(std::string_view value) {
  constexpr std::string_view what = "a location is in lower case, such as `europe-west1`";
  if (auto problem = outside(value, {is_of_location, what})) return problem;
  if (auto problem = wrong_length(value, 1, 63, "63 is the most for a location")) return problem;
  const std::size_t digits =
      value.size() - std::min(value.find_last_not_of("0123456789") + 1, value.size());
  const std::string_view words = value.substr(0, value.size() - digits);
  const std::size_t hyphen = words.find('-');
  const bool right = digits >= 1 && digits <= 2 && hyphen != std::string_view::npos && hyphen > 0 &&
                     words.back() != '-' && words.find("--") == std::string_view::npos &&
                     std::none_of(words.begin(), words.end(), is_digit);
  if (right) return std::nullopt;
  return NameProblem{0, 0, "is no region of Google Cloud; one looks like `europe-west1`"};
}

}  // namespace keyplate::compiler
