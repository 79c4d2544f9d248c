#include <fmt/core.h>

#include <algorithm>

#include "compiler/names.h"
#include "compiler/names_azure_vault.h"
#include "compiler/names_text.h"
#include "compiler/pins.h"
#include "compiler/workspace.h"

namespace keyplate::compiler {
namespace {

bool is_same_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view vault_name(const Vault& vault) {
  if (const auto name = setting_text(vault, "vault_name")) return *name;
  const auto url = setting_text(vault, "vault_url");
  const auto address = url ? read_azure_address(*url) : std::nullopt;
  return address ? address->name : std::string_view();
}

/// The sign-in's tenant against the one that the answers must come from. An id and a domain may
/// mean the same; `organizations` and `common` may lead there, `consumers` can't.
void check_tenant(const Vault& vault, std::vector<PinProblem>& problems) {
  const auto pinned = setting_text(vault, "tenant");
  const auto tenant = setting_text(vault, "auth.tenant");
  if (!pinned || !tenant || is_same_ignoring_case(*pinned, *tenant)) return;
  const bool comparable = *tenant == "consumers" ||
                          (!is_shared_tenant(*tenant) && is_guid(*pinned) == is_guid(*tenant));
  if (!comparable) return;
  problems.push_back(
      {"auth.tenant",
       {0, 0, fmt::format("signs in to another tenant than the vault's, `{}`", *pinned)}});
}

void check_cloud(const Vault& vault, std::vector<PinProblem>& problems) {
  const auto url = setting_text(vault, "vault_url");
  const auto address = url ? read_azure_address(*url) : std::nullopt;
  const std::string_view cloud = setting_text(vault, "cloud").value_or("public");
  if (!address || address->cloud == cloud) return;
  problems.push_back(
      {"vault_url",
       {0, 0,
        fmt::format("is of the cloud `{}`, and the vault's is `{}`", address->cloud, cloud)}});
}

void check_azure_settings(const Vault& vault, std::vector<PinProblem>& problems) {
  check_tenant(vault, problems);
  check_cloud(vault, problems);
}

void check_azure_reference(const Vault& vault, const ReferenceText& reference,
                           std::vector<PinProblem>& problems) {
  if (!reference.name) return;
  const auto identifier = read_azure_identifier(*reference.name);
  if (!identifier) return;
  const std::string_view own = vault_name(vault);
  const std::string_view other = identifier->vault.name;
  if (!own.empty() && !is_same_ignoring_case(own, other))
    problems.push_back({"name", problem_of(*reference.name, other,
                                           fmt::format("is of Key Vault `{}`, and this one is `{}`",
                                                       other, own))});
  if (reference.version && !identifier->version.empty() &&
      *reference.version != identifier->version)
    problems.push_back(
        {"version",
         {0, 0, fmt::format("is another version than the identifier's `{}`", identifier->version)},
         &diag::azure_version});
}

}  // namespace

const PinRules azure_pins{check_azure_settings, check_azure_reference};

}  // namespace keyplate::compiler
