#pragma once
// Rules for values whose right form is known without asking anybody: one file names_*.cpp each.
// A rule names the first offending character and says what the value may hold.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/field.h"

namespace keyplate::compiler {

/// A vault, an alias, an environment: letters, digits, `-` and `_`.
std::optional<NameProblem> plain_name_problem(std::string_view value);
bool is_plain(char c);

/// A secret in any vault: text of 1 to 512 bytes without control characters.
std::optional<NameProblem> secret_name_problem(std::string_view value);

// --- the process environment ---

std::optional<NameProblem> env_variable_problem(std::string_view value);
/// What a variable's name begins with: anything but nothing.
std::optional<NameProblem> prefix_problem(std::string_view value);

// --- networks ---

/// A host's name or address, without scheme, port and path.
std::optional<NameProblem> host_problem(std::string_view value);

// --- AWS ---

/// A secret's name or full ARN; a warning where a name ends like an ARN.
std::optional<NameProblem> aws_secret_problem(std::string_view value);
/// A secret's name and nothing else.
std::optional<NameProblem> aws_plain_secret_problem(std::string_view value);
std::optional<NameProblem> aws_version_id_problem(std::string_view value);
std::optional<NameProblem> aws_version_stage_problem(std::string_view value);
std::optional<NameProblem> aws_region_problem(std::string_view value);
std::optional<NameProblem> aws_account_problem(std::string_view value);
std::optional<NameProblem> aws_profile_problem(std::string_view value);
/// The name of an SSO session in ~/.aws/config.
std::optional<NameProblem> sso_session_name_problem(std::string_view value);
std::optional<NameProblem> aws_permission_set_problem(std::string_view value);
std::optional<NameProblem> aws_role_arn_problem(std::string_view value);
std::optional<NameProblem> aws_session_name_problem(std::string_view value);

// --- Google Cloud ---

/// An id or number, with the domain that old projects have before it.
std::optional<NameProblem> gcp_project_problem(std::string_view value);
/// A secret's id or full name.
std::optional<NameProblem> gcp_secret_problem(std::string_view value);
std::optional<NameProblem> gcp_version_problem(std::string_view value);
std::optional<NameProblem> gcp_location_problem(std::string_view value);
std::optional<NameProblem> gcp_service_account_problem(std::string_view value);

// --- HashiCorp Vault, OpenBao ---

/// What no URL rule says already: the host, the port, and no path of the API.
std::optional<NameProblem> hashicorp_address_problem(std::string_view value);
std::optional<NameProblem> hashicorp_namespace_problem(std::string_view value);
std::optional<NameProblem> hashicorp_mount_problem(std::string_view value);
std::optional<NameProblem> hashicorp_path_problem(std::string_view value);
std::optional<NameProblem> hashicorp_version_problem(std::string_view value);

// --- Azure ---

std::optional<NameProblem> azure_vault_name_problem(std::string_view value);
std::optional<NameProblem> azure_vault_url_problem(std::string_view value);
/// A secret's name or full identifier.
std::optional<NameProblem> azure_secret_problem(std::string_view value);
std::optional<NameProblem> azure_version_problem(std::string_view value);
/// An id, a domain, or one of the names that mean several tenants.
std::optional<NameProblem> azure_tenant_problem(std::string_view value);
/// The same without the latter.
std::optional<NameProblem> azure_pinned_tenant_problem(std::string_view value);
std::optional<NameProblem> azure_client_id_problem(std::string_view value);
bool is_guid(std::string_view value);
/// `common`, `organizations`, `consumers`.
bool is_shared_tenant(std::string_view value);

/// One of the four scopes that a sign-in to a Key Vault asks for, or its URL form.
std::optional<NameProblem> azure_scope_problem(std::string_view value);
/// The scopes that `written` lacks, each with what it is for: "`openid`, which ...".
std::vector<std::string> missing_azure_scopes(const std::vector<std::string_view>& written);

// --- as regular expressions ---

/// What every right value looks like, for schemas; a wrong one may look so too. Empty: anything.
std::string_view pattern_of(NameRule rule);

}  // namespace keyplate::compiler
