#include "compiler/insomnia_ambient.h"

#include <fmt/core.h>

#include "compiler/names.h"

namespace keyplate::compiler {
namespace {

/// Blanks and quotes around a value, as the published examples have them.
std::string trimmed(std::string_view text) {
  constexpr std::string_view around = " \t'\"";
  const std::size_t begin = text.find_first_not_of(around);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(around) + 1 - begin));
}

/// One provider's variables, and the vault that they become.
class Ambient {
 public:
  Ambient(ProviderId provider, std::string prefix, const FindVariable& find)
      : prefix_(std::move(prefix)), find_(find) {
    vault_.name = prefix_ + "*";
    vault_.provider = provider;
  }

  std::string value(std::string_view name) const {
    return trimmed(find_(prefix_ + std::string(name)).value_or(""));
  }
  /// The setting as the variable has it, if it does.
  void take(std::string key, std::string_view name) {
    if (std::string text = value(name); !text.empty()) set(std::move(key), std::move(text));
  }
  void set(std::string key, std::string text) {
    vault_.settings.push_back({std::move(key), {std::move(text)}, false, {}});
  }
  /// A setting that the variable must have.
  Result<void> require(std::string key, std::string_view name) {
    if (value(name).empty())
      return fail(ErrorCode::not_found, fmt::format("needs the variable `{}{}`", prefix_, name));
    take(std::move(key), name);
    return {};
  }
  /// A credential that the variable must have: it is named, not read.
  Result<void> require_credential(const std::string& key, std::string_view name) {
    if (value(name).empty())
      return fail(ErrorCode::not_found, fmt::format("needs the variable `{}{}`", prefix_, name));
    set(key + ".env", prefix_ + std::string(name));
    return {};
  }
  tl::unexpected<Error> refuse(std::string_view name, std::string_view choices) const {
    return fail(ErrorCode::invalid, fmt::format("needs `{}{}` to be {}", prefix_, name, choices));
  }
  Vault take_vault() { return std::move(vault_); }

 private:
  std::string prefix_;
  const FindVariable& find_;
  Vault vault_;
};

Result<void> read_aws_key(Ambient& ambient) {
  ambient.set("auth.type", "static");
  TRY(ambient.require_credential("auth.access_key_id", "ACCESSKEYID"));
  TRY(ambient.require_credential("auth.secret_access_key", "SECRETACCESSKEY"));
  return ambient.require_credential("auth.session_token", "SESSIONTOKEN");
}

/// `file` and `sso` are both a profile: it says itself how it signs in. So the page that prints
/// `file` under its heading of SSO is right here too.
Result<void> read_aws_profile(Ambient& ambient) {
  ambient.set("auth.type", "profile");
  TRY(ambient.require("auth.profile", "SECTION"));
  ambient.take("auth.config_file", "CONFIGFILEPATH");
  ambient.take("auth.credentials_file", "FILEPATH");
  return {};
}

Result<void> read_aws_ambient(Ambient& ambient) {
  const std::string type = ambient.value("TYPE");
  ambient.take("region", "REGION");
  if (type.empty()) return {};
  if (type == "temporary") return read_aws_key(ambient);
  if (type == "file" || type == "sso") return read_aws_profile(ambient);
  return ambient.refuse("TYPE", "`temporary`, `file` or `sso`");
}

Result<void> read_gcp_ambient(Ambient& ambient) {
  if (ambient.value("SERVICEACCOUNTKEYFILEPATH").empty()) return {};
  ambient.set("auth.type", "service_account");
  ambient.take("auth.key_file", "SERVICEACCOUNTKEYFILEPATH");
  return {};
}

Result<void> read_hashicorp_login(Ambient& ambient) {
  const std::string method = ambient.value("AUTHMETHOD");
  if (method == "token") {
    ambient.set("auth.type", "token");
    return ambient.require_credential("auth.token", "ACCESS_TOKEN");
  }
  if (method != "appRole") return ambient.refuse("AUTHMETHOD", "`appRole` or `token`");
  ambient.set("auth.type", "approle");
  TRY(ambient.require_credential("auth.role_id", "ROLE_ID"));
  return ambient.require_credential("auth.secret_id", "SECRET_ID");
}

Result<void> read_hashicorp_ambient(Ambient& ambient) {
  const std::string type = ambient.value("TYPE");
  if (type.empty()) return {};
  if (type == "cloud")
    return fail(
        ErrorCode::invalid,
        "means HCP Vault Secrets, a service that HashiCorp has ended; `INSOMNIA_HASHICORP_TYPE` "
        "can be `onPrem` or `cloudVaultDedicated`");
  if (type != "onPrem" && type != "cloudVaultDedicated")
    return ambient.refuse("TYPE", "`onPrem` or `cloudVaultDedicated`");
  TRY(ambient.require("address", "SERVERADDRESS"));
  if (hashicorp_address_problem(ambient.value("SERVERADDRESS")))
    return ambient.refuse("SERVERADDRESS", "an address such as `https://vault.acme.dev:8200`");
  if (type == "cloudVaultDedicated") TRY(ambient.require("namespace", "NAMESPACE"));
  return read_hashicorp_login(ambient);
}

struct AmbientRow {
  ProviderId provider;
  std::string_view prefix;
  Result<void> (*read)(Ambient&);  ///< null: no variables are known
};

// clang-format off
constexpr AmbientRow ambient_rows[] = {
    {ProviderId::aws,       "INSOMNIA_AWS_",       read_aws_ambient},
    {ProviderId::gcp,       "INSOMNIA_GCP_",       read_gcp_ambient},
    {ProviderId::hashicorp, "INSOMNIA_HASHICORP_", read_hashicorp_ambient},
    {ProviderId::azure,     "INSOMNIA_AZURE_",     nullptr},
};
// clang-format on

}  // namespace

Result<Vault> ambient_vault(ProviderId provider, const FindVariable& variable) {
  for (const AmbientRow& row : ambient_rows) {
    if (row.provider != provider) continue;
    Ambient ambient(provider, std::string(row.prefix), variable);
    if (row.read != nullptr) TRY(row.read(ambient));
    return ambient.take_vault();
  }
  return fail(ErrorCode::invalid, "is of a provider that Insomnia doesn't know");
}

}  // namespace keyplate::compiler
