#include "cli/rewrite.h"

#include <fmt/core.h>

#include <utility>
#include <vector>

#include "cli/shown_path.h"
#include "compiler/beneath.h"

namespace keyplate::cli {

Result<Target> place_of(const CheckTarget& target) {
  const std::string current = current_folder();
  if (target.workspace != nullptr) {
    const std::string& folder = target.workspace->loaded.workspace.folder;
    const std::string real = target.real.empty() ? normal_path(current, target.shown) : target.real;
    if (is_beneath(real, folder)) return resolve_target(folder, folder, real, NamedBy::workspace);
  }
  const std::string& path = target.given.empty() ? target.shown : target.given;
  return resolve_target("", current, path.starts_with('/') ? path : "./" + path, NamedBy::person);
}

Result<void> rewrite(Result<Target> place, const std::string& shown, std::string before,
                     std::string after) {
  Target target = TRY(std::move(place));
  if (target.kind != TargetKind::file)
    return fail(ErrorCode::not_regular,
                fmt::format("`{}` is not a regular file, and only those are rewritten", shown));
  target.shown = shown;
  std::vector<Output> outputs;
  outputs.push_back({std::move(target), std::move(after), false, std::move(before)});
  return write_outputs(outputs);
}

}  // namespace keyplate::cli
