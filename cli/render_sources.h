#pragma once
// The templates that a `render` or `run` was given, with the one workspace that rules them all, and
// their text. A template of a workspace is read without leaving it.

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/arguments.h"
#include "cli/failure.h"
#include "compiler/workspace.h"

namespace keyplate::cli {

struct NamedSource {
  std::string shown;
  std::string relative;  ///< to the workspace, else to the current folder
  std::string real;      ///< absolute, folders without links; empty for standard input
  std::optional<Error> refused = std::nullopt;  ///< why it may not be read
};

struct NamedSources {
  std::optional<std::string> workspace;  ///< its real folder
  std::vector<NamedSource> files;
};

/// The files of those names. Files of two workspaces are a Failure.
Expected<NamedSources> named_sources(const std::vector<std::string>& paths,
                                     const Arguments& arguments, const std::string& current_folder);

struct StandardInput {
  std::optional<std::string> workspace;
  NamedSource named;
};
Expected<StandardInput> standard_input_source(const Arguments& arguments,
                                              const std::string& current_folder);

/// The text, or why it can't be had. `workspace` may be null.
tl::expected<std::string, Diagnostic> read_template(const NamedSource& source,
                                                    const compiler::Workspace* workspace);
tl::expected<std::string, Diagnostic> read_standard_input(const NamedSource& source,
                                                          const compiler::Workspace* workspace);

}  // namespace keyplate::cli
