#pragma once
// The caller's own folders, as the XDG base directory specification names them. This is one of the
// few places that look at the process environment.

#include <optional>
#include <string>

#include "compiler/result.h"

namespace keyplate::cli {

/// A variable of the process environment; nothing when it is unset or empty.
std::optional<std::string> environment_variable(const char* name);

/// $XDG_STATE_HOME/keyplate, else ~/.local/state/keyplate.
Result<std::string> state_folder();
/// $XDG_CONFIG_HOME/keyplate, else ~/.config/keyplate.
Result<std::string> configuration_folder();

/// Makes `path` and what is missing above it, 0700, and makes sure that it belongs to the caller
/// and nobody else can write it. Returns its real path.
Result<std::string> private_folder(const std::string& path);

}  // namespace keyplate::cli
