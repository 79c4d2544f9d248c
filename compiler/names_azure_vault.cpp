// Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
#include "compiler/names_azure_vault.h"

#include <fmt/core.h>

#include <array>

#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

struct Suffix {
  std::string_view domain;
  std::string_view cloud;
};
constexpr std::array<Suffix, 7> suffixes = {{
    {".vault.azure.net", "public"},
    {".managedhsm.azure.net", "public"},
    {".vault.azure.cn", "china"},
    {".managedhsm.azure.cn", "china"},
    {".vault.usgovcloudapi.net", "usgov"},
    {".managedhsm.usgovcloudapi.net", "usgov"},
    {".vault.microsoftazure.de", "germany"},
}};
constexpr std::string_view scheme = "https://";

bool is_of_vault(char c) {
  return is_alphanumeric(c) || c == '-';
}

}  // namespace

std::optional<AzureVaultAddress> read_azure_address(std::string_view url) {
  if (url.substr(0, scheme.size()) != scheme) return std::nullopt;
  const std::string_view rest = url.substr(scheme.size());
  std::string_view host = rest.substr(0, rest.find('/'));
  const std::string_view path = rest.substr(host.size());
  if (host.ends_with(":443")) host.remove_suffix(4);
  for (const Suffix& suffix : suffixes) {
    if (!host.ends_with(suffix.domain)) continue;
    const std::string_view name = host.substr(0, host.size() - suffix.domain.size());
    if (azure_vault_name_problem(name)) return std::nullopt;
    return AzureVaultAddress{name, suffix.cloud, path};
  }
  return std::nullopt;
}

std::optional<NameProblem> azure_vault_name_problem(std::string_view value) {
  if (auto problem = outside(
          value, {is_of_vault, "letters, digits and `-` are what a Key Vault's name may hold"}))
    return problem;
  if (auto problem = wrong_length(value, 3, 24, "a Key Vault's name has 3 to 24")) return problem;
  if (!is_lower(value.front()) && !is_upper(value.front()))
    return NameProblem{0, 1, "begins with no letter; a Key Vault's name does"};
  if (value.back() == '-')
    return NameProblem{value.size() - 1, 1,
                       "ends with `-`; a Key Vault's name ends with a letter or digit"};
  if (const std::size_t twice = value.find("--"); twice != std::string_view::npos)
    return NameProblem{twice, 2, "has two `-` in a row, which no Key Vault's name has"};
  return std::nullopt;
}

std::optional<NameProblem> azure_vault_url_problem(std::string_view value) {
  const auto address = read_azure_address(value);
  if (!address)
    return NameProblem{0, 0,
                       "is no Key Vault's address; one looks like `https://NAME.vault.azure.net`"};
  if (address->path.empty() || address->path == "/") return std::nullopt;
  return problem_of(value, address->path, "goes on behind the host; a Key Vault's address doesn't");
}

}  // namespace keyplate::compiler
