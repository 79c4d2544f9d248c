#include <algorithm>

#include "compiler/names.h"

namespace keyplate::compiler {
namespace {

struct RulePattern {
  NameRule rule;
  std::string_view pattern;
};

// clang-format off
constexpr std::string_view role_pattern = "^arn:aws[a-z0-9-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$";
constexpr std::string_view guid_pattern = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";
constexpr std::string_view region_pattern = "^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$";

constexpr RulePattern patterns[] = {
    {plain_name_problem, "^[A-Za-z0-9_-]+$"},
    {env_variable_problem, "^[^=\\u0000-\\u001F\\u007F]+$"},
    {host_problem, "^[A-Za-z0-9.:-]+$"},
    {prefix_problem, "^[^\\u0000]"},
    {aws_region_problem, region_pattern},
    {aws_account_problem, "^[0-9]{12}$"},
    {aws_profile_problem, "^[A-Za-z0-9_./%@:+-]+$"},
    {sso_session_name_problem, "^[A-Za-z0-9_-]+$"},
    {aws_permission_set_problem, "^[A-Za-z0-9_+=,.@-]{1,32}$"},
    {aws_role_arn_problem, role_pattern},
    {aws_session_name_problem, "^[A-Za-z0-9_+=,.@-]{2,64}$"},
    {gcp_project_problem, "^([0-9]{1,19}|([a-z0-9][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9])$"},
    {gcp_location_problem, "^[a-z]+(-[a-z]+)+[0-9]{1,2}$"},
    {gcp_service_account_problem, "^[a-z0-9.:-]+@[a-z0-9.:-]+\\.gserviceaccount\\.com$"},
    {hashicorp_mount_problem, "^[^ ]+$"},
    {hashicorp_namespace_problem, "^[^ ]+$"},
    {azure_vault_name_problem, "^[A-Za-z](-?[A-Za-z0-9]){2,23}$"},
    {azure_tenant_problem, "^[A-Za-z0-9.-]+$"},
    {azure_pinned_tenant_problem, "^[A-Za-z0-9-]*[.-][A-Za-z0-9.-]*$"},
    {azure_client_id_problem, guid_pattern},
    {azure_scope_problem, "^(openid|profile|offline_access|(https://vault\\.(azure\\.net|azure\\.cn|usgovcloudapi\\.net)/)?user_impersonation)$"},
};
// clang-format on

}  // namespace

std::string_view pattern_of(NameRule rule) {
  const auto* const found = std::find_if(std::begin(patterns), std::end(patterns),
                                         [&](const RulePattern& row) { return row.rule == rule; });
  return found == std::end(patterns) ? std::string_view() : found->pattern;
}

}  // namespace keyplate::compiler
