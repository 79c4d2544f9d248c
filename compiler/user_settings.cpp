#include "compiler/names.h"
#include "compiler/settings.h"

namespace keyplate::compiler {
namespace {

// clang-format off
using T = FieldType;

constexpr std::string_view providers_with_auth[] = {"aws", "gcp", "hashicorp", "azure"};

constexpr FieldSpec user[] = {
    {"auth", T::any, "How you authenticate with the vaults of workspaces."},
    {"allow_http", T::string_list, "Hosts that may be reached without TLS, beside this machine itself.", {}, {}, {}, host_problem},
    {"ca_file", T::credential_path, "PEM certificates to trust instead of the system's, where a vault names none."},
    {"proxy", T::url, "The proxy to use instead of the environment's."},
    {"no_proxy", T::string_list, "Hosts and domains that are reached without a proxy."},
    {"agent", T::table, "The agent, which keeps what was read."},
};
constexpr FieldSpec personal_auth[] = {
    {"match", T::table, "What a vault's settings say, all of it; the first `[[auth]]` that matches rules.", needed},
    {"use", T::auth, "How to authenticate instead of what the workspace says; the `type` may be left out where the other settings tell it.", needed},
};
constexpr FieldSpec match[] = {
    {"provider", T::choice, "The vault's provider.", needed, {}, providers_with_auth},
    {"vault", T::string, "The vault's name.", {}, {}, {}, plain_name_problem},
    {"address", T::url, "Where it is: the vault's `address` or `endpoint`, else what the environment says.", {}, {}, {}, hashicorp_address_problem, &diag::hashicorp_address},
    {"account", T::string, "The account that it pins.", {}, {}, {}, aws_account_problem, &diag::aws_account},
    {"project", T::string, "The project that it pins.", {}, {}, {}, gcp_project_problem, &diag::gcp_project},
    {"tenant", T::string, "The tenant that it pins.", {}, {}, {}, azure_pinned_tenant_problem, &diag::azure_tenant},
};
constexpr FieldSpec agent[] = {
    {"idle", T::duration, "How long the agent stays when nobody asks it.", {}, "30m", {}, {}, {}, 60, 43'200},
};
// clang-format on

}  // namespace

std::span<const FieldSpec> user_settings() {
  return user;
}
std::span<const FieldSpec> personal_auth_settings() {
  return personal_auth;
}
std::span<const FieldSpec> match_settings() {
  return match;
}
std::span<const FieldSpec> agent_settings() {
  return agent;
}

}  // namespace keyplate::compiler
