#pragma once
// A workspace as commands start from it: found, read, loaded, with the environment that `--env`
// selects. What is wrong with the file is kept as diagnostics; every command but `check` stops
// there.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/failure.h"
#include "compiler/checked_workspace.h"
#include "compiler/discover.h"

namespace keyplate::cli {

struct Console;

using compiler::LoadedWorkspace;

/// Whether there is a folder at `path`, or a link to one.
bool is_folder(const std::string& path);

/// A finder that stops at the home folder of whoever runs keyplate.
compiler::WorkspaceFinder workspace_finder();

/// Loads FOLDER/keyplate.toml. REQUIRES: a real path. An unreadable one is the failure.
tl::expected<LoadedWorkspace, Diagnostic> load_workspace_of(const std::string& folder);

/// The real folder of the workspace that `--workspace` names, if it is given. Nothing is read yet.
Expected<std::optional<std::string>> chosen_workspace(const Arguments& arguments);

/// The same for a command that needs one without mistakes. Reports mistakes.
Expected<LoadedWorkspace> require_workspace_of(const std::string& folder, Console& console);

/// The workspace of a command that needs one without mistakes: the one that `--workspace` names,
/// else the nearest upwards from the current folder. Reports mistakes.
Expected<LoadedWorkspace> require_workspace(const Arguments& arguments, Console& console);

/// The environment of `--env`, else the workspace's default, else null.
Expected<const compiler::Environment*> selected_environment(const compiler::Workspace& workspace,
                                                            const Arguments& arguments);

}  // namespace keyplate::cli
