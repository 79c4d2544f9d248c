#include "cli/named_vault.h"

#include <fmt/core.h>

#include "cli/loaded_workspace.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::cli {

Expected<const compiler::Vault*> named_vault(const compiler::Workspace& workspace,
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

}  // namespace keyplate::cli
