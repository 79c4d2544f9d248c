#include "cli/named_vault.h"

#include <fmt/core.h>

#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::cli {

Expected<const compiler::Vault*> find_vault(const compiler::Workspace& workspace,
                                            const Arguments& arguments, const std::string& name) {
  const compiler::Environment* const environment = TRY(selected_environment(workspace, arguments));
  const compiler::Scope scope = make_scope(workspace, environment, {});
  if (const compiler::Vault* const vault = resolve_vault(workspace, scope, name)) return vault;
  std::vector<std::string_view> known;
  for (const compiler::Vault& vault : workspace.vaults) known.push_back(vault.name);
  for (const compiler::VaultAlias& alias : scope.aliases) known.push_back(alias.alias);
  return give_up(ExitCode::usage, fmt::format("no vault is named `{}`{}", visible(name),
                                              compiler::hint(name, known)));
}

Expected<NamedVault> named_vault(const Arguments& arguments, const std::string& name,
                                 Console& console) {
  NamedVault named;
  named.access = TRY(vault_access(arguments, console));
  named.loaded = TRY(require_workspace(arguments, console));
  named.vault = TRY(find_vault(named.loaded.workspace, arguments, name));
  return named;
}

}  // namespace keyplate::cli
