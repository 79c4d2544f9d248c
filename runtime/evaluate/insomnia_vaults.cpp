#include "runtime/evaluate/insomnia_vaults.h"

#include <fmt/core.h>

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
  if (workspace_ == nullptr)
    return fail(ErrorCode::not_found, "means no vault outside a workspace");
  const compiler::InsomniaVault meant = TRY(insomnia_vault(*workspace_, provider, id));
  if (meant.vault != nullptr) return *meant.vault;
  if (!meant.ambient) return fail(ErrorCode::invalid, "means a vault that is not there");
  return compiler::ambient_vault(provider,
                                 [&](std::string_view name) { return world_.variable(name); });
}

}  // namespace keyplate::evaluate
