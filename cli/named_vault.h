#pragma once
// The vault that a command line names: a vault of the workspace, or an alias of the environment.

#include <string>

#include "cli/arguments.h"
#include "cli/failure.h"
#include "compiler/workspace.h"

namespace keyplate::cli {

Expected<const compiler::Vault*> named_vault(const compiler::Workspace& workspace,
                                             const Arguments& arguments, const std::string& name);

}  // namespace keyplate::cli
