#pragma once
// What a `render` does, settled before anything is evaluated: which templates, read, and where each
// one's output goes. Whatever makes the command line senseless (several files for standard output,
// two sources for one target, files of two workspaces) is a Failure; nothing is written here.

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/failure.h"
#include "cli/loaded_workspace.h"
#include "cli/write.h"
#include "grammar/source.h"

namespace keyplate::cli {

struct RenderItem {
  std::string shown;     ///< the template, as diagnostics name it
  std::string relative;  ///< to the workspace; decides the host format
  std::string real;      ///< absolute; empty for standard input
  SourcePtr source;
  Target target;
};

struct RenderPlan {
  std::optional<LoadedWorkspace> loaded;  ///< nothing: no workspace rules the templates
  std::vector<RenderItem> items;
  std::vector<Diagnostic> diagnostics;  ///< of templates or outputs that can't be used

  const compiler::Workspace* workspace() const { return loaded ? &loaded->workspace : nullptr; }
};

/// REQUIRES: the arguments of `render`.
Expected<RenderPlan> plan_render(const Arguments& arguments, Console& console);

/// The same for templates whose output goes to no file: without targets.
Expected<RenderPlan> plan_sources(const std::vector<std::string>& paths, const Arguments& arguments,
                                  Console& console);

/// `api.env` of `api.env.tmpl`.
std::string without_template_suffix(std::string_view name);

}  // namespace keyplate::cli
