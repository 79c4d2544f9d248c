#include "cli/loaded_workspace.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include "cli/console.h"
#include "cli/own_folders.h"
#include "cli/report.h"
#include "cli/shown_path.h"
#include "compiler/suggest.h"

namespace keyplate::cli {
namespace {

using compiler::workspace_file_name;

std::string file_of(const std::string& folder) {
  return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", workspace_file_name);
}

}  // namespace

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

compiler::WorkspaceFinder workspace_finder() {
  return compiler::WorkspaceFinder(environment_variable("HOME").value_or(""));
}

tl::expected<LoadedWorkspace, Diagnostic> load_workspace_of(const std::string& folder) {
  return compiler::load_workspace_file(folder, shown_path(file_of(folder), current_folder()));
}

Expected<std::optional<std::string>> chosen_workspace(const Arguments& arguments) {
  const auto given = arguments.value("workspace");
  if (!given) return std::nullopt;
  const std::string folder = compiler::real_path(*given);
  const bool names_file = folder.ends_with(fmt::format("/{}", workspace_file_name));
  if (is_folder(folder) && !names_file) return folder;
  if (names_file) return compiler::folder_of(folder);
  return give_up(ExitCode::usage, fmt::format("`--workspace {}` is neither a {} nor a folder",
                                              *given, workspace_file_name));
}

Expected<LoadedWorkspace> require_workspace_of(const std::string& folder, Console& console) {
  auto loaded = load_workspace_of(folder);
  if (!loaded) return give_up(ExitCode::usage, loaded.error().message);
  const bool has_errors = loaded->has_errors();
  report(loaded->diagnostics, console);
  if (has_errors) return give_up(ExitCode::usage, fmt::format("`{}` has errors", loaded->file));
  return *std::move(loaded);
}

Expected<LoadedWorkspace> require_workspace(const Arguments& arguments, Console& console) {
  std::optional<std::string> folder = TRY(chosen_workspace(arguments));
  if (!folder) folder = workspace_finder().find(".").workspace;
  if (!folder) {
    return give_up(ExitCode::usage,
                   fmt::format("there is no {} here or above; `keyplate init` makes one",
                               workspace_file_name));
  }
  return require_workspace_of(*folder, console);
}

Expected<const compiler::Environment*> selected_environment(const compiler::Workspace& workspace,
                                                            const Arguments& arguments) {
  const auto given = arguments.value("env");
  const auto name = given ? given : workspace.default_environment;
  if (!name) return nullptr;
  if (const compiler::Environment* const found = workspace.find_environment(*name)) return found;
  std::vector<std::string_view> known;
  for (const compiler::Environment& environment : workspace.environments)
    known.push_back(environment.name);
  return give_up(ExitCode::usage, fmt::format("no environment is named `{}`{}", *name,
                                              compiler::hint(*name, known)));
}

}  // namespace keyplate::cli
