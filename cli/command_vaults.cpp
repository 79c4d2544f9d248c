#include <fmt/core.h>

#include <vector>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/effective_vaults.h"
#include "cli/loaded_workspace.h"
#include "cli/probe.h"
#include "cli/vault_lines.h"

namespace keyplate::cli {

ExitCode run_vaults(const Arguments& arguments, Console& console) {
  const auto loaded = require_workspace(arguments, console);
  if (!loaded) return end_with(loaded.error(), console);
  const auto effective = effective_vaults(*loaded, arguments, console);
  if (!effective) return end_with(effective.error(), console);
  const std::vector<compiler::Vault>& vaults = loaded->workspace.vaults;
  if (vaults.empty()) console.note(fmt::format("`{}` names no vault", loaded->file));
  std::vector<protocol::ProbeReport> reports(vaults.size());
  if (arguments.has("probe") && !vaults.empty()) {
    std::vector<const compiler::Vault*> all;
    for (const compiler::Vault& vault : vaults) all.push_back(&vault);
    auto made = probe(*loaded, all, arguments, console);
    if (!made) return made.error();
    reports = *std::move(made);
  }
  for (std::size_t i = 0; i < vaults.size(); ++i)
    console.out.write(vault_lines(*effective->find(vaults[i].name)) + probe_lines(reports[i]));
  return exit_code(reports);
}

}  // namespace keyplate::cli
