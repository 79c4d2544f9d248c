// Source: https://developer.hashicorp.com/vault/docs/enterprise/namespaces
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

constexpr std::array<std::string_view, 6> reserved = {"root", "sys",       "audit",
                                                      "auth", "cubbyhole", "identity"};

}  // namespace

std::optional<NameProblem> hashicorp_namespace_problem(std::string_view value) {
  if (auto problem = path_problem(value, "a namespace looks like `team-a` or `team-a/dev`"))
    return problem;
  if (const std::size_t space = value.find(' '); space != std::string_view::npos)
    return NameProblem{space, 1, "has a space, which no namespace may hold"};
  for (std::string_view rest = value; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    if (std::find(reserved.begin(), reserved.end(), part) != reserved.end())
      return problem_of(
          value, part,
          fmt::format("has the part `{}`, a name that the server keeps for itself", part));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  }
  return std::nullopt;
}

}  // namespace keyplate::compiler
