#include "cli/effective_vaults.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/named_vault.h"
#include "cli/own_folders.h"
#include "cli/user_config.h"
#include "cli/vault_variables.h"
#include "compiler/checked_workspace.h"
#include "compiler/pins.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

using compiler::AuthSpec;
using compiler::PersonalAuth;
using compiler::UserConfig;
using compiler::Vault;
using Written = compiler::Setting;

template <typename Setting>
bool is_auth(const Setting& setting) {
  return setting.key.starts_with("auth.");
}

std::string place(const SourcePtr& source, const std::string& file, const Written& setting) {
  return fmt::format("{}:{}", file, source->position(setting.span.begin).line);
}

/// `KEYPLATE_AUTH_PAY_PROD` of `pay-prod`.
std::string variable_of(std::string_view vault) {
  std::string name = "KEYPLATE_AUTH_";
  for (const char c : vault) {
    if (c == '-' || c == '.')
      name += '_';
    else
      name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

/// `https://HOST:8200/` and `https://host:8200` are one place.
std::string place_of_address(std::string_view address) {
  while (address.ends_with('/')) address.remove_suffix(1);
  std::string place(address);
  for (char& c : place)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return place;
}

/// Where a vault is read, as its settings or the environment say.
std::string address_of(const Vault& vault) {
  for (const std::string_view key : {"address", "endpoint"})
    if (const auto written = setting_text(vault, key)) return std::string(*written);
  const compiler::ProviderSpec& provider = spec(*vault.provider);
  if (auto found = supplied(variables_of({{}, std::string(provider.name), {}}), "address"))
    return std::move(found->value);
  const compiler::FieldSpec* const row = find(provider.settings, "address");
  return row == nullptr ? std::string() : std::string(row->fallback);
}

bool holds(const Written& condition, const Vault& vault) {
  const std::string& wanted = condition.values.front();
  if (condition.key == "vault") return vault.name == wanted;
  if (condition.key == "address")
    return place_of_address(address_of(vault)) == place_of_address(wanted);
  auto written = setting_text(vault, condition.key);
  if (!written) written = setting_text(vault, "auth." + condition.key);
  return written == wanted;
}

bool matches(const PersonalAuth& auth, const Vault& vault) {
  return auth.provider == vault.provider &&
         std::all_of(auth.match.begin(), auth.match.end(),
                     [&](const Written& condition) { return holds(condition, vault); });
}

/// The type that somebody has chosen for this run.
struct Chosen {
  std::string vault;
  std::string type;
  std::string from;     ///< `--auth`
  std::string written;  ///< `--auth corp=token`
};

std::string missing_of(const AuthSpec& auth) {
  std::vector<std::string_view> names;
  for (const compiler::FieldSpec& field : auth.fields)
    if (field.required) names.push_back(field.name);
  if (!names.empty()) return compiler::quoted_list(names);
  for (const compiler::Alternatives& group : auth.alternatives)
    if (group.required) return "one of " + compiler::quoted_list(group.names);
  return {};
}

Expected<const AuthSpec*> type_of(const Chosen& chosen, const Vault& vault) {
  const compiler::ProviderSpec& provider = spec(*vault.provider);
  if (provider.auth.empty())
    return give_up(ExitCode::usage, fmt::format("`{}`: a vault of provider `{}` takes no `auth`",
                                                visible(chosen.written), provider.name));
  std::vector<std::string_view> known;
  for (const AuthSpec& auth : provider.auth) {
    if (auth.type == chosen.type) return &auth;
    known.push_back(auth.type);
  }
  return give_up(
      ExitCode::usage,
      fmt::format("`{}`: {} has no `auth` of type `{}`{}", visible(chosen.written), provider.name,
                  visible(chosen.type), compiler::hint(chosen.type, known)));
}

class VaultMerger {
 public:
  VaultMerger(const compiler::LoadedWorkspace& loaded, const UserConfig& config,
              std::vector<Chosen> chosen)
      : loaded_(loaded), config_(config), chosen_(std::move(chosen)) {}

  Expected<EffectiveVault> merge(const Vault& vault) const {
    EffectiveVault merged{vault.name, std::string(spec(*vault.provider).name), {}};
    for (const Written& setting : vault.settings)
      if (!is_auth(setting)) add_written(setting, merged);
    TRY(add_auth(vault, merged));
    if (!is_on_network(merged.provider)) return merged;
    for (EffectiveSetting& setting : network())
      if (merged.find(setting.key) == nullptr) merged.settings.push_back(std::move(setting));
    return merged;
  }

  std::vector<EffectiveSetting> network() const {
    EffectiveVault every;
    for (const Written& setting : config_.network) add_personal(setting, every);
    return std::move(every.settings);
  }

 private:
  const Chosen* chosen_for(const Vault& vault) const {
    for (const Chosen& one : chosen_)
      if (one.vault == vault.name) return &one;
    return nullptr;
  }

  void add(const Written& setting, std::string from, EffectiveVault& merged) const {
    merged.settings.push_back({setting.key, setting.values, setting.list, std::move(from)});
  }
  void add_written(const Written& setting, EffectiveVault& merged) const {
    add(setting, place(loaded_.workspace.source, loaded_.file, setting), merged);
  }
  void add_personal(const Written& setting, EffectiveVault& merged) const {
    add(setting, place(config_.source, std::string(compiler::user_config_name), setting), merged);
  }

  Expected<void> add_auth(const Vault& vault, EffectiveVault& merged) const {
    if (const Chosen* const chosen = chosen_for(vault)) return add_chosen(*chosen, vault, merged);
    for (const PersonalAuth& auth : config_.auth) {
      if (!matches(auth, vault)) continue;
      for (const Written& setting : auth.use) add_personal(setting, merged);
      return {};
    }
    for (const Written& setting : vault.settings)
      if (is_auth(setting)) add_written(setting, merged);
    return {};
  }

  /// The fields come from where that type is: the user configuration, else the workspace.
  Expected<void> add_chosen(const Chosen& chosen, const Vault& vault,
                            EffectiveVault& merged) const {
    const AuthSpec* const type = TRY(type_of(chosen, vault));
    merged.settings.push_back({"auth.type", {chosen.type}, false, chosen.from});
    const auto is_field = [](const Written& setting) {
      return is_auth(setting) && setting.key != "auth.type";
    };
    for (const PersonalAuth& auth : config_.auth) {
      if (!matches(auth, vault) || auth.use.empty()) continue;
      const auto written = std::find_if(auth.use.begin(), auth.use.end(),
                                        [](const Written& one) { return one.key == "auth.type"; });
      if (written->values.front() != chosen.type) continue;
      for (const Written& setting : auth.use)
        if (is_field(setting)) add_personal(setting, merged);
      return {};
    }
    if (setting_text(vault, "auth.type") == chosen.type) {
      for (const Written& setting : vault.settings)
        if (is_field(setting)) add_written(setting, merged);
      return {};
    }
    const std::string missing = missing_of(*type);
    if (missing.empty()) return {};
    return give_up(
        ExitCode::usage,
        fmt::format("`{}` needs {}; write an `auth` of that type in `{}`, or an `[[auth]]` in your "
                    "{}",
                    visible(chosen.written), missing, loaded_.file, compiler::user_config_name));
  }

  const compiler::LoadedWorkspace& loaded_;
  const UserConfig& config_;
  std::vector<Chosen> chosen_;
};

Expected<void> add_given(const compiler::Workspace& workspace, const Arguments& arguments,
                         std::vector<Chosen>& chosen) {
  for (const std::string& given : arguments.values("auth")) {
    const std::size_t equals = given.find('=');
    if (equals == std::string::npos || equals == 0)
      return give_up(ExitCode::usage, fmt::format("`--auth` takes VAULT=TYPE, not `{}`", given));
    const Vault* const vault = TRY(find_vault(workspace, arguments, given.substr(0, equals)));
    const auto same = [&](const Chosen& one) {
      return one.vault == vault->name;
    };
    if (std::any_of(chosen.begin(), chosen.end(), same))
      return give_up(ExitCode::usage, fmt::format("`--auth` is given twice for `{}`", vault->name));
    chosen.push_back(
        {vault->name, given.substr(equals + 1), "--auth", fmt::format("--auth {}", given)});
  }
  return {};
}

/// A variable outlives the workspace that it was set for: it says nothing of another's vault that
/// takes no `auth`.
void add_from_environment(const compiler::Workspace& workspace, std::vector<Chosen>& chosen) {
  for (const Vault& vault : workspace.vaults) {
    if (spec(*vault.provider).auth.empty()) continue;
    const std::string name = variable_of(vault.name);
    if (const auto type = environment_variable(name.c_str()))
      chosen.push_back({vault.name, *type, name, fmt::format("{}={}", name, *type)});
  }
}

}  // namespace

const EffectiveSetting* EffectiveVault::find(std::string_view key) const {
  for (const EffectiveSetting& setting : settings)
    if (setting.key == key) return &setting;
  return nullptr;
}

const EffectiveVault* EffectiveVaults::find(std::string_view vault) const {
  for (const EffectiveVault& one : vaults_)
    if (one.name == vault) return &one;
  return nullptr;
}

protocol::VaultSettings EffectiveVaults::settings_of(const Vault& vault) const {
  const EffectiveVault* const known = find(vault.name);
  protocol::VaultSettings sent{
      vault.name, vault.provider ? std::string(spec(*vault.provider).name) : "", {}};
  for (const Written& setting : vault.settings)
    if (known == nullptr || !is_auth(setting))
      sent.settings.push_back({setting.key, setting.values});
  if (known != nullptr) {
    for (const EffectiveSetting& setting : known->settings)
      if (is_auth(setting)) sent.settings.push_back({setting.key, setting.values});
  }
  if (!is_on_network(sent.provider)) return sent;
  for (const EffectiveSetting& setting : network_)
    if (sent.find(setting.key) == nullptr) sent.settings.push_back({setting.key, setting.values});
  return sent;
}

Expected<EffectiveVaults> effective_vaults(const compiler::LoadedWorkspace& loaded,
                                           const Arguments& arguments, Console& console) {
  const compiler::Workspace& workspace = loaded.workspace;
  std::vector<Chosen> chosen;
  TRY(add_given(workspace, arguments, chosen));
  add_from_environment(workspace, chosen);
  UserConfig config;
  if (!workspace.vaults.empty() || !workspace.insomnia.empty())
    config = TRY(require_user_config(console));
  const VaultMerger merger(loaded, config, std::move(chosen));
  std::vector<EffectiveVault> merged;
  for (const Vault& vault : workspace.vaults) merged.push_back(TRY(merger.merge(vault)));
  return EffectiveVaults(std::move(merged), merger.network());
}

}  // namespace keyplate::cli
