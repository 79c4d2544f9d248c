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

namespace keyplate::compiler {
struct LoadedWorkspace;
}

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
  void add(EffectiveVault vault) { vaults_.push_back(std::move(vault)); }
  /// Null: no vault is named so.
  const EffectiveVault* find(std::string_view vault) const;

 private:
  std::vector<EffectiveVault> vaults_;
};

/// All vaults of the workspace. Reads the user configuration, where there is a vault, and reports
/// what is wrong with it. REQUIRES: the command takes `--auth`.
Expected<EffectiveVaults> effective_vaults(const compiler::LoadedWorkspace& loaded,
                                           const Arguments& arguments, Console& console);

}  // namespace keyplate::cli
