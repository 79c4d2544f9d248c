#include "runtime/evaluate/insomnia_vaults.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/insomnia_ambient.h"

namespace keyplate::evaluate {
namespace {

/// Equal for two questions that the same vault answers.
std::string key_of(compiler::ProviderId provider, std::string_view id,
                   const compiler::InsomniaReference& reference) {
  std::string key = fmt::format("{}:{}:{}", static_cast<unsigned>(provider), id.size(), id);
  for (const compiler::Setting& setting : reference.settings) {
    key += setting.key + '=';
    for (const std::string& value : setting.values)
      key += fmt::format("{}:{}", value.size(), value);
  }
  // Without a vault of its own, the identifier says which.
  if (provider == compiler::ProviderId::azure) key += reference.name;
  return key;
}

}  // namespace

Result<const compiler::Vault*> InsomniaVaults::find(compiler::ProviderId provider,
                                                    std::string_view id,
                                                    const compiler::InsomniaReference& reference) {
  std::string key = key_of(provider, id, reference);
  if (const auto known = vaults_.find(key); known != vaults_.end()) return &known->second;
  const compiler::Vault base = TRY(meant(provider, id));
  compiler::Vault asked = TRY(vault_for(base, reference));
  return &vaults_.emplace(std::move(key), std::move(asked)).first->second;
}

Result<compiler::Vault> InsomniaVaults::meant(compiler::ProviderId provider,
                                              std::string_view id) const {
  const std::string_view wanted = compiler::spec(provider).name;
  if (workspace_ == nullptr)
    return fail(ErrorCode::not_found, "means no vault outside a workspace");
  for (const compiler::Setting& setting : workspace_->insomnia) {
    if (setting.key != "credentials." + std::string(id) || setting.values.empty()) continue;
    const compiler::Vault* const vault = workspace_->find_vault(setting.values.front());
    if (vault != nullptr && vault->provider == provider) return *vault;
    return fail(ErrorCode::invalid, fmt::format("means a vault that is not of {}", wanted));
  }
  const bool ambient = std::any_of(workspace_->insomnia.begin(), workspace_->insomnia.end(),
                                   [&](const compiler::Setting& setting) {
                                     return setting.key == "ambient" &&
                                            std::find(setting.values.begin(), setting.values.end(),
                                                      wanted) != setting.values.end();
                                   });
  if (!ambient)
    return fail(
        ErrorCode::not_found,
        fmt::format("means no vault; `[insomnia] credentials` maps it to one, or `ambient = "
                    "[\"{}\"]` takes who is signed in",
                    wanted));
  return compiler::ambient_vault(provider,
                                 [&](std::string_view name) { return world_.variable(name); });
}

}  // namespace keyplate::evaluate
