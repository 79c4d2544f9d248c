#include <fmt/core.h>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/effective_vaults.h"
#include "cli/loaded_workspace.h"
#include "cli/vault_lines.h"

namespace keyplate::cli {

ExitCode run_vaults(const Arguments& arguments, Console& console) {
  const auto loaded = require_workspace(arguments, console);
  if (!loaded) return end_with(loaded.error(), console);
  const auto effective = effective_vaults(*loaded, arguments, console);
  if (!effective) return end_with(effective.error(), console);
  for (const compiler::Vault& vault : loaded->workspace.vaults)
    console.out.write(vault_lines(*effective->find(vault.name)));
  if (loaded->workspace.vaults.empty())
    console.note(fmt::format("`{}` names no vault", loaded->file));
  return ExitCode::ok;
}

}  // namespace keyplate::cli
