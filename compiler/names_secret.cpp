// What a vault can't take as the name of a secret, whichever it is. Providers' own rules come on
// top.
#include <fmt/core.h>

#include <algorithm>

#include "compiler/names.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::size_t longest_secret_name = 512;  // bytes

}  // namespace

std::optional<NameProblem> secret_name_problem(std::string_view value) {
  if (value.empty()) return NameProblem{0, 0, "is empty"};
  if (value.size() > longest_secret_name)
    return NameProblem{0, 0, fmt::format("has more than {} bytes", longest_secret_name)};
  if (find_invalid_utf8(value)) return NameProblem{0, 0, "is not UTF-8"};
  if (std::any_of(value.begin(), value.end(), is_control))
    return NameProblem{0, 0, "holds a control character"};
  return std::nullopt;
}

}  // namespace keyplate::compiler
