#include <algorithm>
#include <array>

#include "compiler/glob.h"
#include "compiler/names.h"
#include "compiler/pins.h"
#include "compiler/tables.h"

namespace keyplate::compiler {
namespace {

// clang-format off
using T = FieldType;
using Names = std::string_view;

// `{}` leaves a field at its default.

// ---- every vault ----

constexpr Names provider_names[] = {"aws", "gcp", "hashicorp", "azure", "local", "env"};

constexpr FieldSpec any_vault[] = {
    {"provider", T::choice, "Which service holds the secrets.", needed, {}, provider_names},
    {"auth", T::auth, "How to authenticate; absent or empty means the provider's own ambient chain."},
    {"endpoint", T::url, "The origin to talk to instead of the provider's own."},
    {"ca_file", T::credential_path, "PEM certificates to trust for this vault instead of the system's."},
    {"timeout", T::duration, "How long one read may take, retries included.", {}, "30s", {}, {}, {}, 1, 86'400},
    {"concurrency", T::integer, "How many requests may be in flight; absent means 16 on HTTP/1.1 and 100 on HTTP/2.", {}, {}, {}, {}, {}, 1, 100},
    {"allow", T::glob_list, "Names that templates may read; absent means all."},
};

// What a reference to any vault may say beside its name.
constexpr Names encodings_of_bytes[] = {"base64", "hex"};
constexpr FieldSpec key_row = {"key", T::string, "The value of that top-level key of a JSON secret."};
constexpr FieldSpec path_row = {"path", T::string, "The value at that dotted path or JSON Pointer."};
constexpr FieldSpec binary_row = {"binary", T::choice, "How to write bytes that are no text.", {}, {}, encodings_of_bytes};

// ---- aws ----

constexpr FieldSpec aws_settings[] = {
    {"region", T::string, "The region of the secrets; absent means the environment's or the profile's.", {}, {}, {}, aws_region_problem, &diag::aws_region},
    {"account", T::string, "The twelve digits of the account that the answers must come from.", {}, {}, {}, aws_account_problem, &diag::aws_account},
    {"use_fips", T::boolean, "Talk to the FIPS endpoint.", {}, "false"},
    {"use_dualstack", T::boolean, "Talk to the endpoint that has IPv6 too.", {}, "false"},
    {"batch", T::boolean, "Read several secrets with one request; needs secretsmanager:BatchGetSecretValue.", {}, "false"},
};
constexpr FieldSpec aws_static[] = {
    {"access_key_id", T::credential, "The access key's id.", needed},
    {"secret_access_key", T::credential, "The access key's secret.", needed},
    {"session_token", T::credential, "The token of a temporary key."},
};
constexpr FieldSpec aws_profile[] = {
    {"profile", T::string, "The profile's name.", needed, {}, {}, aws_profile_problem, &diag::aws_profile},
    {"config_file", T::credential_path, "The file to read instead of ~/.aws/config."},
    {"credentials_file", T::credential_path, "The file to read instead of ~/.aws/credentials."},
};
constexpr FieldSpec aws_sso[] = {
    {"sso_session", T::string, "The name of an `[sso-session NAME]` in ~/.aws/config.", {}, {}, {}, sso_session_name_problem, &diag::sso_session_name},
    {"role", T::string, "The permission set to assume.", needed, {}, {}, aws_permission_set_problem, &diag::aws_role},
    {"account", T::string, "The account to sign in to; absent means the vault's `account`.", {}, {}, {}, aws_account_problem, &diag::aws_account},
    {"sso_region", T::string, "The region of the sign-in portal.", {}, {}, {}, aws_region_problem, &diag::aws_region},
    {"sso_start_url", T::url, "The address of the sign-in portal."},
};
constexpr FieldSpec aws_assume_role[] = {
    {"role_arn", T::string, "The role to assume.", needed, {}, {}, aws_role_arn_problem, &diag::aws_role},
    {"source", T::auth, "The authentication that assumes it; absent means the ambient chain."},
    {"external_id", T::string, "What the role's trust policy asks for."},
    {"session_name", T::string, "The session's name in the account's logs.", {}, {}, {}, aws_session_name_problem, &diag::aws_session_name},
    {"duration", T::duration, "How long the role's credentials live.", {}, "1h", {}, {}, {}, 900, 43200},
    {"mfa_serial", T::string, "The MFA device whose code is asked for."},
};
constexpr FieldSpec aws_web_identity[] = {
    {"role_arn", T::string, "The role to assume.", needed, {}, {}, aws_role_arn_problem, &diag::aws_role},
    {"token", T::jwt, "The identity token.", needed},
};
constexpr FieldSpec aws_process[] = {
    {"command", T::string_list, "The program that prints credentials, as an absolute path, and its arguments.", needed},
};
constexpr Names aws_sso_portal[] = {"sso_session", "sso_start_url+sso_region"};
constexpr Alternatives aws_sso_alternatives[] = {{aws_sso_portal, needed}};
constexpr AuthSpec aws_auth[] = {
    {"default", "The chain of the AWS command line.", {}},
    {"static", "An access key.", aws_static},
    {"profile", "A profile of the AWS configuration files.", aws_profile},
    {"sso", "IAM Identity Center, signed in with `keyplate login` or `aws sso login`.", aws_sso, aws_sso_alternatives},
    {"assume_role", "A role, assumed with other credentials.", aws_assume_role},
    {"web_identity", "A role, assumed with an identity token.", aws_web_identity},
    {"process", "A program that prints credentials.", aws_process},
    {"container", "The credentials of an ECS task or EKS pod.", {}},
    {"imds", "The role of an EC2 instance.", {}},
};
constexpr FieldSpec aws_reference[] = {
    {"name", T::string, "The secret's name or full ARN.", needed, {}, {}, aws_secret_problem, &diag::aws_secret_name},
    key_row, path_row,
    {"version", T::string, "A version's id.", {}, {}, {}, aws_version_id_problem, &diag::aws_version_id},
    {"stage", T::string, "A version's stage.", {}, "AWSCURRENT", {}, aws_version_stage_problem, &diag::aws_version_stage},
    binary_row,
};

// ---- gcp ----

constexpr FieldSpec gcp_settings[] = {
    {"project", T::string, "The project of the secrets, which the answers must come from.", {}, {}, {}, gcp_project_problem, &diag::gcp_project},
    {"location", T::string, "The region of regional secrets; absent means global ones.", {}, {}, {}, gcp_location_problem, &diag::gcp_location},
    {"quota_project", T::string, "The project that the calls are billed to.", {}, {}, {}, gcp_project_problem, &diag::gcp_project},
    {"universe_domain", T::string, "The domain of the services.", {}, "googleapis.com"},
};
constexpr FieldSpec gcp_service_account[] = {
    {"key_file", T::credential_path, "The service account's key file.", needed},
};
constexpr FieldSpec gcp_external_account[] = {
    {"config_file", T::credential_path, "A workload identity configuration file."},
    {"audience", T::string, "The full name of the workload identity provider."},
    {"token", T::jwt, "The identity token."},
    {"service_account", T::string, "The service account to become.", {}, {}, {}, gcp_service_account_problem, &diag::gcp_service_account},
};
constexpr FieldSpec gcp_impersonate[] = {
    {"target", T::string, "The e-mail address of the service account to become.", needed, {}, {}, gcp_service_account_problem, &diag::gcp_service_account},
    {"source", T::auth, "The authentication that becomes it; absent means the ambient chain."},
    {"delegates", T::string_list, "The service accounts on the way there.", {}, {}, {}, gcp_service_account_problem, &diag::gcp_service_account},
};
constexpr FieldSpec gcp_access_token[] = {
    {"token", T::credential, "The access token.", needed},
};
constexpr Names gcp_external_forms[] = {"config_file", "audience+token"};
constexpr Alternatives gcp_external_alternatives[] = {{gcp_external_forms, needed}};
constexpr AuthSpec gcp_auth[] = {
    {"default", "Application Default Credentials.", {}},
    {"service_account", "A service account's key file.", gcp_service_account},
    {"external_account", "Workload identity federation.", gcp_external_account, gcp_external_alternatives},
    {"impersonate", "A service account, impersonated with other credentials.", gcp_impersonate},
    {"metadata", "The metadata server of a machine in Google Cloud.", {}},
    {"access_token", "An access token that you have.", gcp_access_token},
};
constexpr FieldSpec gcp_reference[] = {
    {"name", T::string, "The secret's id or full name.", needed, {}, {}, gcp_secret_problem, &diag::gcp_secret_name},
    key_row, path_row,
    {"version", T::string, "A version's number or alias.", {}, "latest", {}, gcp_version_problem, &diag::gcp_version},
    binary_row,
};

// ---- hashicorp ----

constexpr Names hashicorp_engines[] = {"kv", "dynamic"};
constexpr FieldSpec hashicorp_settings[] = {
    {"address", T::url, "The server's address; absent means VAULT_ADDR's.", {}, "https://127.0.0.1:8200", {}, hashicorp_address_problem, &diag::hashicorp_address},
    {"namespace", T::string, "The namespace, as Vault Enterprise and OpenBao have it.", {}, {}, {}, hashicorp_namespace_problem, &diag::hashicorp_namespace},
    {"mount", T::string, "Where the secrets engine is mounted.", {}, "secret", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
    {"kv_version", T::integer, "1 or 2; absent means that the server is asked.", {}, {}, {}, {}, {}, 1, 2},
    {"engine", T::choice, "`kv`, or `dynamic` for an engine that mints credentials when it is read.", {}, "kv", hashicorp_engines},
    {"paths", T::glob_list, "Which paths of a dynamic engine may be read."},
};
constexpr Names hashicorp_where[] = {"address", "endpoint"};
constexpr Alternatives hashicorp_alternatives[] = {{hashicorp_where}};
constexpr FieldSpec hashicorp_token[] = {
    {"token", T::credential, "The token.", needed},
};
constexpr FieldSpec hashicorp_approle[] = {
    {"mount", T::string, "Where the method is mounted.", {}, "approle", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
    {"role_id", T::credential, "The role's id.", needed},
    {"secret_id", T::credential, "The role's secret id."},
    {"wrapped", T::boolean, "The secret id is a wrapping token.", {}, "false"},
};
constexpr FieldSpec hashicorp_userpass[] = {
    {"username", T::string, "The user's name.", needed},
    {"password", T::credential, "The password.", needed},
    {"mount", T::string, "Where the method is mounted.", {}, "userpass", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
};
constexpr FieldSpec hashicorp_ldap[] = {
    {"username", T::string, "The user's name.", needed},
    {"password", T::credential, "The password.", needed},
    {"mount", T::string, "Where the method is mounted.", {}, "ldap", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
};
constexpr FieldSpec hashicorp_jwt[] = {
    {"role", T::string, "The role; absent means the method's default role."},
    {"token", T::jwt, "The identity token.", needed},
    {"mount", T::string, "Where the method is mounted.", {}, "jwt", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
};
constexpr FieldSpec hashicorp_oidc[] = {
    {"role", T::string, "The role; absent means the method's default role."},
    {"mount", T::string, "Where the method is mounted.", {}, "oidc", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
};
constexpr FieldSpec hashicorp_kubernetes[] = {
    {"role", T::string, "The role.", needed},
    {"mount", T::string, "Where the method is mounted.", {}, "kubernetes", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
    {"token", T::credential, "The service account's token; absent means the pod's."},
};
constexpr FieldSpec hashicorp_aws[] = {
    {"role", T::string, "The role; absent means one named like the caller."},
    {"mount", T::string, "Where the method is mounted.", {}, "aws", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
    {"server_id", T::string, "The value of the header X-Vault-AWS-IAM-Server-ID."},
    {"region", T::string, "The region whose STS the method's `sts_endpoint` names; absent means the global one.", {}, {}, {}, aws_region_problem, &diag::aws_region},
};
constexpr FieldSpec hashicorp_cert[] = {
    {"role", T::string, "The role; absent means the one that the certificate matches."},
    {"certificate", T::credential_path, "The client certificate's PEM file.", needed},
    {"key", T::credential_path, "Its key's PEM file.", needed},
    {"mount", T::string, "Where the method is mounted.", {}, "cert", {}, hashicorp_mount_problem, &diag::hashicorp_mount},
};
constexpr AuthSpec hashicorp_auth[] = {
    {"default", "VAULT_TOKEN, else the file of `vault login`.", {}},
    {"token", "A token.", hashicorp_token},
    {"approle", "A role id with a secret id.", hashicorp_approle},
    {"userpass", "A user's name and password.", hashicorp_userpass},
    {"ldap", "A user's name and password in LDAP.", hashicorp_ldap},
    {"jwt", "An identity token, such as a CI job's.", hashicorp_jwt},
    {"oidc", "A browser, with `keyplate login`.", hashicorp_oidc},
    {"kubernetes", "A pod's service account.", hashicorp_kubernetes},
    {"aws", "An AWS identity.", hashicorp_aws},
    {"cert", "A TLS client certificate.", hashicorp_cert},
};
constexpr FieldSpec hashicorp_reference[] = {
    {"name", T::string, "The path below the mount.", needed, {}, {}, hashicorp_path_problem, &diag::hashicorp_path},
    key_row, path_row,
    {"version", T::string, "A version's number.", {}, {}, {}, hashicorp_version_problem, &diag::hashicorp_version},
};

// ---- azure ----

constexpr Names azure_clouds[] = {"public", "china", "usgov"};
constexpr FieldSpec azure_settings[] = {
    {"vault_name", T::string, "The Key Vault's name.", {}, {}, {}, azure_vault_name_problem, &diag::azure_vault_name},
    {"vault_url", T::url, "The Key Vault's address.", {}, {}, {}, azure_vault_url_problem, &diag::azure_vault_url},
    {"cloud", T::choice, "Which Azure cloud.", {}, "public", azure_clouds},
    {"tenant", T::string, "The tenant that the answers must come from.", {}, {}, {}, azure_pinned_tenant_problem, &diag::azure_tenant},
};
constexpr Names azure_address[] = {"vault_name", "vault_url"};
constexpr Alternatives azure_alternatives[] = {{azure_address, needed}};
constexpr FieldSpec azure_client_secret[] = {
    {"tenant", T::string, "The tenant's id or domain.", needed, {}, {}, azure_pinned_tenant_problem, &diag::azure_tenant},
    {"client_id", T::string, "The application's id.", needed, {}, {}, azure_client_id_problem, &diag::azure_client_id},
    {"client_secret", T::credential, "The application's secret.", needed},
};
constexpr FieldSpec azure_client_certificate[] = {
    {"tenant", T::string, "The tenant's id or domain.", needed, {}, {}, azure_pinned_tenant_problem, &diag::azure_tenant},
    {"client_id", T::string, "The application's id.", needed, {}, {}, azure_client_id_problem, &diag::azure_client_id},
    {"certificate", T::credential_path, "The PEM file with the application's certificate and key.", needed},
};
constexpr FieldSpec azure_workload_identity[] = {
    {"tenant", T::string, "The tenant's id or domain; absent means AZURE_TENANT_ID.", {}, {}, {}, azure_pinned_tenant_problem, &diag::azure_tenant},
    {"client_id", T::string, "The application's id; absent means AZURE_CLIENT_ID.", {}, {}, {}, azure_client_id_problem, &diag::azure_client_id},
    {"token", T::jwt, "The identity token; absent means the file of AZURE_FEDERATED_TOKEN_FILE."},
};
constexpr FieldSpec azure_managed_identity[] = {
    {"client_id", T::string, "Which user-assigned identity; absent means the system's.", {}, {}, {}, azure_client_id_problem, &diag::azure_client_id},
};
constexpr FieldSpec azure_cli[] = {
    {"tenant", T::string, "The tenant's id or domain; absent means the one signed in to.", {}, {}, {}, azure_tenant_problem, &diag::azure_tenant},
};
constexpr FieldSpec azure_person[] = {
    {"tenant", T::string, "The tenant's id or domain.", {}, "organizations", {}, azure_tenant_problem, &diag::azure_tenant},
    {"client_id", T::string, "The application's id.", needed, {}, {}, azure_client_id_problem, &diag::azure_client_id},
    {"scopes", T::string_list, "What to ask for; a written list holds all four.", {}, "openid, profile, offline_access, user_impersonation", {}, azure_scope_problem, &diag::azure_scopes},
};
constexpr AuthSpec azure_auth[] = {
    {"default", "The chain of the Azure SDK.", {}},
    {"client_secret", "An application with a secret.", azure_client_secret},
    {"client_certificate", "An application with a certificate.", azure_client_certificate},
    {"workload_identity", "An application with a federated token.", azure_workload_identity},
    {"managed_identity", "The identity of a machine in Azure.", azure_managed_identity},
    {"azure_cli", "Whoever `az login` signed in.", azure_cli},
    {"azd", "Whoever `azd auth login` signed in.", azure_cli},
    {"browser", "A browser, with `keyplate login`.", azure_person},
    {"device_code", "A code typed on another device, with `keyplate login`.", azure_person},
};
constexpr FieldSpec azure_reference[] = {
    {"name", T::string, "The secret's name or full identifier.", needed, {}, {}, azure_secret_problem, &diag::azure_secret_name},
    key_row, path_row,
    {"version", T::string, "A version's id.", {}, {}, {}, azure_version_problem, &diag::azure_version},
    binary_row,
};

// ---- local, env ----

constexpr FieldSpec local_settings[] = {
    {"file", T::path, "The encrypted file.", needed},
    {"key_file", T::credential_path, "The file with its key, as `keyplate local init` makes it."},
    {"passphrase", T::credential, "The passphrase; absent, and without `key_file`, means KEYPLATE_PASSPHRASE, else a question."},
};
constexpr Names local_keys[] = {"key_file", "passphrase"};
constexpr Alternatives local_alternatives[] = {{local_keys}};
constexpr FieldSpec local_reference[] = {
    {"name", T::string, "The secret's name.", needed, {}, {}, secret_name_problem},
    key_row, path_row, binary_row,
};

constexpr FieldSpec env_settings[] = {
    {"prefix", T::string, "Templates may read the variables whose names begin so.", {}, {}, {}, prefix_problem},
    {"names", T::string_list, "Templates may read these variables.", {}, {}, {}, env_variable_problem},
};
constexpr Names env_permits[] = {"prefix", "names"};
constexpr Alternatives env_alternatives[] = {{env_permits, needed}};
constexpr FieldSpec env_reference[] = {
    {"name", T::string, "The variable's full name.", needed, {}, {}, env_variable_problem},
    key_row, path_row, binary_row,
};

constexpr std::array<ProviderSpec, provider_count> provider_rows = {{
    {"aws", "AWS Secrets Manager.", aws_settings, aws_auth, aws_reference, false, {}, &aws_pins},
    {"gcp", "Google Cloud Secret Manager.", gcp_settings, gcp_auth, gcp_reference, false, {}, &gcp_pins},
    {"hashicorp", "HashiCorp Vault and OpenBao.", hashicorp_settings, hashicorp_auth, hashicorp_reference, true, hashicorp_alternatives, &hashicorp_pins},
    {"azure", "Azure Key Vault.", azure_settings, azure_auth, azure_reference, false, azure_alternatives, &azure_pins},
    {"local", "An encrypted file beside the workspace.", local_settings, {}, local_reference, true, local_alternatives},
    {"env", "Variables of the process environment.", env_settings, {}, env_reference, true, env_alternatives},
}};
// clang-format on

}  // namespace

std::span<const ProviderSpec> providers() {
  return provider_rows;
}

std::span<const FieldSpec> vault_settings() {
  return any_vault;
}

const ProviderSpec& spec(ProviderId id) {
  return provider_rows[static_cast<std::size_t>(id)];
}

std::vector<std::string_view> reference_options(const ProviderSpec& provider) {
  std::vector<std::string_view> options;
  for (const FieldSpec& field : provider.reference)
    if (field.name != "name") options.push_back(field.name);
  return options;
}

std::optional<ProviderId> find_provider(std::string_view name) {
  for (std::size_t i = 0; i < provider_rows.size(); ++i)
    if (provider_rows[i].name == name) return static_cast<ProviderId>(i);
  return std::nullopt;
}

SettingKind setting_kind(std::string_view name) {
  constexpr std::string_view others[] = {"type",        "env",     "file", "command",
                                         "github_oidc", "extends", "vault"};
  SettingKind kind = std::find(std::begin(others), std::end(others), name) == std::end(others)
                         ? SettingKind::unknown
                         : SettingKind::plain;
  const auto look = [&](std::span<const FieldSpec> fields) {
    const FieldSpec* const field = find(fields, name);
    if (field == nullptr) return;
    const bool credential = field->type == FieldType::credential || field->type == FieldType::jwt;
    kind = std::max(kind, credential ? SettingKind::credential : SettingKind::plain);
  };
  look(any_vault);
  for (const ProviderSpec& provider : provider_rows) {
    look(provider.settings);
    for (const AuthSpec& auth : provider.auth) look(auth.fields);
  }
  return kind;
}

}  // namespace keyplate::compiler
