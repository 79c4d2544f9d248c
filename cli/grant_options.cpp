#include "cli/grant_options.h"

#include <fmt/core.h>

#include "cli/own_folders.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

Expected<void> add_digest(std::string_view from, const std::string& text, RunGrants& grants) {
  if (!is_grant_digest(text))
    return give_up(ExitCode::usage,
                   fmt::format("{} takes `sha256:` and 64 hexadecimal digits, not `{}`; "
                               "`keyplate trust` shows a workspace's",
                               from, visible(text)));
  grants.digests.push_back(text);
  return {};
}

}  // namespace

Expected<RunGrants> run_grants(const Arguments& arguments) {
  RunGrants grants;
  for (const Given& given : arguments.given()) {
    if (given.option->field.name != "trust") continue;
    if (given.has_value)
      TRY(add_digest("`--trust`", given.value, grants));
    else
      grants.any = true;
  }
  if (const auto text = environment_variable("KEYPLATE_TRUST"))
    TRY(add_digest("KEYPLATE_TRUST", *text, grants));
  return grants;
}

}  // namespace keyplate::cli
