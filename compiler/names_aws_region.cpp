#include <algorithm>

#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

bool is_of_region(char c) {
  return is_lower(c) || is_digit(c) || c == '-';
}

/// `eu-west-1`, `us-gov-west-1`: words of letters, then one or two digits.
bool has_region_form(std::string_view value) {
  const std::size_t last = value.rfind('-');
  const std::size_t first = value.find('-');
  if (last == std::string_view::npos || first == last || first < 2) return false;
  const std::string_view number = value.substr(last + 1);
  const std::string_view words = value.substr(0, last);
  if (number.size() > 2 || !all_of(number, is_digit)) return false;
  return std::none_of(words.begin(), words.end(), is_digit) && words.back() != '-' &&
         words.find("--") == std::string_view::npos;
}

}  // namespace

std::optional<NameProblem> aws_region_problem(std::string_view value) {
  if (auto problem =
          outside(value, {is_of_region, "a region is in lower case, such as `eu-west-1`"}))
    return problem;
  if (has_region_form(value)) return std::nullopt;
  return NameProblem{0, 0, "is no region; one looks like `eu-west-1`"};
}

}  // namespace keyplate::compiler
