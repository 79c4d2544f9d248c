#pragma once
// The person's own $XDG_CONFIG_HOME/keyplate/config.toml, else ~/.config/keyplate/config.toml, for
// commands that read vaults. It decides where credentials go, so it must be the caller's or root's
// alone, like a workspace that is granted.

#include "cli/failure.h"
#include "compiler/user_config.h"

namespace keyplate::cli {

struct Console;

/// Empty where there is no such file. Reports mistakes.
Expected<compiler::UserConfig> require_user_config(Console& console);

}  // namespace keyplate::cli
