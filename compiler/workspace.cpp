#include "compiler/workspace.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/pins.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

template <typename Items>
auto* find_named(Items& items, std::string_view name) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

/// Aliases of `environment` over those that are there.
void merge_aliases(std::vector<VaultAlias>& aliases, const Environment& environment) {
  for (const VaultAlias& alias : environment.vaults) {
    const auto same = std::find_if(aliases.begin(), aliases.end(), [&](const VaultAlias& there) {
      return there.alias == alias.alias;
    });
    if (same == aliases.end())
      aliases.push_back(alias);
    else
      *same = alias;
  }
}

}  // namespace

const Setting* Vault::find(std::string_view key) const {
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found == settings.end() ? nullptr : &*found;
}

std::optional<std::string_view> setting_text(const Vault& vault, std::string_view key) {
  const Setting* setting = vault.find(key);
  if (setting == nullptr || setting->list || setting->values.size() != 1) return std::nullopt;
  return setting->values.front();
}

const Vault* Workspace::find_vault(std::string_view vault) const {
  return find_named(vaults, vault);
}

const Environment* Workspace::find_environment(std::string_view environment) const {
  return find_named(environments, environment);
}

Scope make_scope(const Workspace& workspace, const Environment* environment,
                 const VariableTable& overrides) {
  Scope scope;
  if (environment != nullptr) scope.environment = environment->name;
  // A chain longer than there are environments is a cycle, which loading has reported.
  std::vector<const Environment*> chain;
  while (environment != nullptr && chain.size() < workspace.environments.size()) {
    chain.push_back(environment);
    environment =
        environment->extends ? workspace.find_environment(*environment->extends) : nullptr;
  }
  for (auto each = chain.rbegin(); each != chain.rend(); ++each) {
    merge(scope.variables, (*each)->variables);
    merge_aliases(scope.aliases, **each);
  }
  merge(scope.variables, overrides);
  scope.inputs = workspace.inputs;
  return scope;
}

std::vector<const Environment*> checked_environments(const Workspace& workspace) {
  std::vector<const Environment*> checked;
  for (const Environment& environment : workspace.environments) {
    const bool extended =
        std::any_of(workspace.environments.begin(), workspace.environments.end(),
                    [&](const Environment& other) { return other.extends == environment.name; });
    if (!extended || workspace.default_environment == environment.name)
      checked.push_back(&environment);
  }
  return checked;
}

const Vault* resolve_vault(const Workspace& workspace, const Scope& scope, std::string_view name) {
  for (const VaultAlias& alias : scope.aliases)
    if (alias.alias == name) return workspace.find_vault(alias.vault);
  return workspace.find_vault(name);
}

std::string what_env_permits(const Vault& vault, std::string_view name) {
  if (const Setting* prefix = vault.find("prefix"); prefix && !prefix->values.empty())
    return name.starts_with(prefix->values.front())
               ? ""
               : fmt::format("`{}*`", visible(prefix->values.front()));
  const Setting* names = vault.find("names");
  if (!names || std::find(names->values.begin(), names->values.end(), name) != names->values.end())
    return {};
  return quoted_list(std::vector<std::string_view>(names->values.begin(), names->values.end()));
}

}  // namespace keyplate::compiler
