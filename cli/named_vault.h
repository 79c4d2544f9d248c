#pragma once
// What `get` and `local` start from: the vault that their command line names, in a workspace
// without mistakes, with what it takes to read it.

#include <string>

#include "cli/arguments.h"
#include "cli/failure.h"
#include "cli/loaded_workspace.h"
#include "cli/resolver_world.h"

namespace keyplate::cli {

struct NamedVault {
  LoadedWorkspace loaded;
  const compiler::Vault* vault = nullptr;  ///< in `loaded`
  VaultAccess access;

  const compiler::Workspace& workspace() const { return loaded.workspace; }
};

/// `name` is a vault of the workspace, or an alias of its environment.
Expected<const compiler::Vault*> find_vault(const compiler::Workspace& workspace,
                                            const Arguments& arguments, const std::string& name);
Expected<NamedVault> named_vault(const Arguments& arguments, const std::string& name,
                                 Console& console);

}  // namespace keyplate::cli
