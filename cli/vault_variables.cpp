#include "cli/vault_variables.h"

#include <algorithm>
#include <cstdlib>

namespace keyplate::cli {
namespace {

using protocol::VaultSettings;

struct Name {
  std::string_view name;
  VariableKind kind = VariableKind::plain;
  std::string_view supplies = {};
};

struct Group {
  std::string_view provider;                                 ///< empty: all that are on a network
  bool (*when)(const VaultSettings& vault) = nullptr;        ///< null: always
  std::span<const std::string_view> prefixes = no_prefixes;  ///< each before each name
  std::span<const Name> names;

  static constexpr std::string_view no_prefixes[] = {""};
};

/// An explicit `auth` never falls back to the ambient chain, so what that needs isn't sent.
bool is_ambient(const VaultSettings& vault) {
  const protocol::Setting* const type = vault.find("auth.type");
  return type == nullptr || type->values.front() == "default";
}
bool signs_for_aws(const VaultSettings& vault) {
  const protocol::Setting* const type = vault.find("auth.type");
  return type != nullptr && type->values.front() == "aws";
}
bool asks_github(const VaultSettings& vault) {
  return std::any_of(
      vault.settings.begin(), vault.settings.end(),
      [](const protocol::Setting& setting) { return setting.key.ends_with(".github_oidc"); });
}
bool has_no_key_file(const VaultSettings& vault) {
  return vault.find("key_file") == nullptr;
}

// clang-format off
using K = VariableKind;

constexpr Name of_network[] = {
    {"SSL_CERT_FILE", K::plain, "ca_file"}, {"SSL_CERT_DIR", K::plain, "ca_file"},
    // Not HTTP_PROXY: a CGI program's client chooses that one.
    {"https_proxy", K::url, "proxy"}, {"HTTPS_PROXY", K::url, "proxy"}, {"http_proxy", K::url}, {"all_proxy", K::url, "proxy"},
    {"ALL_PROXY", K::url, "proxy"}, {"no_proxy", K::plain, "no_proxy"}, {"NO_PROXY", K::plain, "no_proxy"},
};
constexpr Name of_github[] = {
    {"ACTIONS_ID_TOKEN_REQUEST_URL"}, {"ACTIONS_ID_TOKEN_REQUEST_TOKEN", K::credential},
};
constexpr Name of_aws[] = {
    {"AWS_ACCESS_KEY_ID", K::credential}, {"AWS_SECRET_ACCESS_KEY", K::credential}, {"AWS_SESSION_TOKEN", K::credential},
};
// https://openbao.org/docs/commands/#environment-variables: a set BAO_X hides VAULT_X.
constexpr std::string_view hashicorp_prefixes[] = {"BAO_", "VAULT_"};
constexpr Name of_hashicorp[] = {
    {"AGENT_ADDR", K::url, "address"}, {"ADDR", K::url, "address"}, {"NAMESPACE", K::plain, "namespace"},
    {"CACERT", K::plain, "ca_file"}, {"CACERT_BYTES", K::plain, "ca_file"}, {"CAPATH", K::plain, "ca_file"},
    {"CLIENT_CERT"}, {"CLIENT_KEY"}, {"CLIENT_CERT_BYTES"}, {"CLIENT_KEY_BYTES", K::credential},
    {"TLS_SERVER_NAME"}, {"SKIP_VERIFY", K::plain, "skip_verify"}, {"CLIENT_TIMEOUT"}, {"MAX_RETRIES"}, {"RATE_LIMIT"}, {"SRV_LOOKUP"},
    {"PROXY_ADDR", K::url, "proxy"}, {"HTTP_PROXY", K::url, "proxy"}, {"DISABLE_REDIRECTS"}, {"WRAP_TTL"}, {"MFA", K::credential},
};
constexpr Name of_hashicorp_ambient[] = {{"TOKEN", K::credential, "token"}, {"TOKEN_PATH"}};
constexpr Name of_local[] = {
    {"KEYPLATE_PASSPHRASE", K::credential}, {"KEYPLATE_NEW_PASSPHRASE", K::credential},
};

constexpr Group groups[] = {
    {.provider = "hashicorp", .prefixes = hashicorp_prefixes, .names = of_hashicorp},
    {.provider = "hashicorp", .when = is_ambient, .prefixes = hashicorp_prefixes, .names = of_hashicorp_ambient},
    {.provider = "hashicorp", .when = signs_for_aws, .names = of_aws},
    {.provider = "local", .when = has_no_key_file, .names = of_local},
    {.provider = "", .when = asks_github, .names = of_github},
    {.provider = "", .names = of_network},
};
// clang-format on

}  // namespace

bool is_on_network(std::string_view provider) {
  return provider != "local" && provider != "env";
}

std::vector<VaultVariable> variables_of(const VaultSettings& vault) {
  std::vector<VaultVariable> variables;
  for (const Group& group : groups) {
    const bool is_its =
        group.provider.empty() ? is_on_network(vault.provider) : group.provider == vault.provider;
    if (!is_its || (group.when != nullptr && !group.when(vault))) continue;
    for (const Name& name : group.names)
      for (const std::string_view prefix : group.prefixes)
        variables.push_back(
            {std::string(prefix) + std::string(name.name), name.kind, name.supplies, name.name});
  }
  for (const protocol::Setting& setting : vault.settings) {
    if (setting.key.ends_with(".env") && !setting.values.empty())
      variables.push_back({setting.values.front(), VariableKind::credential, {}, {}});
  }
  return variables;
}

std::optional<Supplied> supplied(std::span<const VaultVariable> variables, std::string_view key) {
  std::string_view hidden;
  for (const VaultVariable& variable : variables) {
    if (variable.supplies != key || variable.stem == hidden) continue;
    const char* const value = std::getenv(variable.name.c_str());
    if (value == nullptr) continue;
    if (*value != '\0') return Supplied{&variable, value};
    hidden = variable.stem;
  }
  return std::nullopt;
}

std::string_view login_in_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  const std::size_t at = authority.rfind('@');
  return at == std::string_view::npos ? std::string_view() : authority.substr(0, at);
}

}  // namespace keyplate::cli
