#include <fmt/core.h>

#include "compiler/names_gcp_secret.h"
#include "compiler/names_text.h"
#include "compiler/pins.h"

namespace keyplate::compiler {
namespace {

/// Whether two projects can be told apart: an id and a number may mean the same.
bool are_different_projects(std::string_view a, std::string_view b) {
  return a != b && all_of(a, is_digit) == all_of(b, is_digit);
}

void check_gcp_reference(const Vault& vault, const ReferenceText& reference,
                         std::vector<PinProblem>& problems) {
  if (!reference.name) return;
  const std::string_view written = *reference.name;
  const auto name = read_gcp_name(written);
  if (!name) return;
  const auto project = setting_text(vault, "project");
  if (project && are_different_projects(*project, name->project))
    problems.push_back(
        {"name", problem_of(written, name->project,
                            fmt::format("is of project `{}`, and the vault's is `{}`",
                                        name->project, *project))});
  const auto location = setting_text(vault, "location");
  if (location && !name->location.empty() && *location != name->location)
    problems.push_back(
        {"name", problem_of(written, name->location,
                            fmt::format("is of location `{}`, and the vault's is `{}`",
                                        name->location, *location))});
  if (reference.version && !name->version.empty() && *reference.version != name->version)
    problems.push_back(
        {"version",
         {0, 0, fmt::format("is another version than the name's `{}`", name->version)},
         &diag::gcp_version});
}

}  // namespace

const PinRules gcp_pins{nullptr, check_gcp_reference};

}  // namespace keyplate::compiler
