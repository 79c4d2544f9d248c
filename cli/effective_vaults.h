#pragma once
// What a vault is read with: the settings of the workspace, with the authentication and the network
// of the person on top. The way to authenticate is the first that there is of `--auth VAULT=TYPE`,
// KEYPLATE_AUTH_<VAULT>, the user configuration and the workspace; a grant is of the last alone.
// Every setting says where it came from.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/failure.h"
#include "runtime/protocol/message.h"

namespace keyplate::compiler {
struct LoadedWorkspace;
struct Vault;
}  // namespace keyplate::compiler

namespace keyplate::cli {

class Arguments;
struct Console;

/// As compiler::Setting.
struct EffectiveSetting {
  std::string key;
  std::vector<std::string> values;
  bool list = false;
  std::string from;  ///< `keyplate.toml:12`, `config.toml:3`, `--auth`, `KEYPLATE_AUTH_PROD`
};

struct EffectiveVault {
  std::string name;
  std::string provider;
  std::vector<EffectiveSetting> settings;

  /// Null: there is no such setting.
  const EffectiveSetting* find(std::string_view key) const;
};

class EffectiveVaults {
 public:
  EffectiveVaults() = default;
  EffectiveVaults(std::vector<EffectiveVault> vaults, std::vector<EffectiveSetting> network)
      : vaults_(std::move(vaults)), network_(std::move(network)) {}

  /// Null: no vault of the workspace is named so.
  const EffectiveVault* find(std::string_view vault) const;
  /// What `vault` is read with. It may be one of the workspace with something changed for a
  /// reference, or one of no workspace: the person's authentication is for the former, their
  /// network for both.
  protocol::VaultSettings settings_of(const compiler::Vault& vault) const;

 private:
  std::vector<EffectiveVault> vaults_;
  std::vector<EffectiveSetting> network_;
};

/// All vaults of the workspace. Reads the user configuration, where there is a vault, and reports
/// what is wrong with it. REQUIRES: the command takes `--auth`.
Expected<EffectiveVaults> effective_vaults(const compiler::LoadedWorkspace& loaded,
                                           const Arguments& arguments, Console& console);

}  // namespace keyplate::cli
