// Every name rule on what it takes and refuses. The long table is read where it lies beside the
// project; the cases here stand on their own.

#include "compiler/names.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "compiler/names_aws_arn.h"
#include "compiler/names_gcp_secret.h"

using namespace keyplate::compiler;

namespace {

struct Rule {
  const char* vector;  ///< its name in the table beside the project
  NameRule rule;
  std::vector<std::string> right;
  std::vector<std::string> wrong;
};

const std::string id32(32, 'a');
const std::string guid = "11111111-2222-3333-4444-555555555555";

// Where the table's row is about one form of what the rule takes.
std::optional<NameProblem> arn_problem(std::string_view value) {
  const auto arn = read_secret_arn(value);
  return arn ? std::nullopt : std::optional(arn.error());
}
std::optional<NameProblem> full_version_problem(std::string_view value) {
  const auto name = read_gcp_name(value);
  if (name && !name->version.empty()) return std::nullopt;
  return NameProblem{0, 0, "is no full name of a version"};
}

const std::vector<Rule> rules = {
    {"aws_secret_name",
     aws_secret_problem,
     {"payments/api", "x", "a_b+c=d.e@f"},
     {"", "pay ments", "a:b", std::string(513, 'x')}},
    {"aws_secret_arn_full",
     arn_problem,
     {"arn:aws:secretsmanager:eu-west-1:123456789012:secret:pay/api-a1B2c3"},
     {"arn:aws:secretsmanager:eu-west-1:123456789012:secret:pay",
      "arn:aws:secretsmanager:eu-west-1:1234:secret:x-a1B2c3",
      "arn:aws:secretsmanager:EU:123456789012:secret:x-a1B2c3",
      "arn:aws:kms:eu-west-1:123456789012:key/x",
      "arn:", "arn:aws:::::", "arn:xx:secretsmanager:eu-west-1:123456789012:secret:x-a1B2c3"}},
    {"aws_region",
     aws_region_problem,
     {"eu-west-1", "us-gov-west-1", "ap-southeast-12"},
     {"", "eu-west", "eu_west_1", "EU-WEST-1", "eu-west-1a", "1-x-1", "eu--1", "eu-west-123"}},
    {"aws_version_id",
     aws_version_id_problem,
     {id32},
     {"", "AWSCURRENT", id32 + " ", std::string(65, 'a')}},
    {"aws_account_id",
     aws_account_problem,
     {"123456789012"},
     {"", "12345678901", "12345678901x", "123-456"}},
    {"aws_role_session_name",
     aws_session_name_problem,
     {"ab", "ci@acme.dev"},
     {"", "a", "a b", "a/b"}},
    {"aws_profile_name", aws_profile_problem, {"default", "team/eu"}, {"", "a b", "a!"}},
    {"aws_sso_session_name", sso_session_name_problem, {"corp-sso"}, {"", "corp sso", "corp.sso"}},
    {"", aws_version_stage_problem, {"AWSPREVIOUS", "a/b"}, {"", "a b", std::string(257, 'a')}},
    {"",
     aws_permission_set_problem,
     {"ReadSecrets"},
     {"", "Read Secrets", "a/b", std::string(33, 'a')}},
    {"",
     aws_role_arn_problem,
     {"arn:aws:iam::123456789012:role/Read", "arn:aws-cn:iam::123456789012:role/path/Read"},
     {"", "Read", "arn:aws:iam:eu-west-1:123456789012:role/Read", "arn:aws:iam::1:role/Read",
      "arn:aws:iam::123456789012:user/me", "arn:aws:iam::123456789012:role/",
      "arn:aws:sts::123456789012:assumed-role/x/y"}},
    {"gcp_project",
     gcp_project_problem,
     {"acme-prod", "example.com:acme-prod", "415104041262"},
     {"", "Acme-prod", "ab", "1acme-prod", "acme-prod-", ":acme-prod"}},
    {"gcp_secret_id",
     gcp_secret_problem,
     {"api_key", "projects/acme-prod/secrets/api_key"},
     {"", "api key", "a/b", "a.b"}},
    {"gcp_secret_version_name",
     full_version_problem,
     {"projects/p/secrets/s/versions/1"},
     {"projects/p/secrets/s", "projects/p/secrets/s/versions/"}},
    {"",
     gcp_secret_problem,
     {"projects/acme-prod/secrets/a/versions/latest",
      "projects/acme-prod/locations/europe-west1/secrets/a"},
     {"projects/acme-prod/secrets/a/versions/", "projects/acme-prod/secrets/",
      "/projects/acme-prod/secrets/a", "projects/x/secrets/a",
      "projects/acme-prod/locations/eu/secrets/a", "projects/acme-prod/secrets/a/versions/0",
      "projects/acme-prod/secrets/a/versions/1/x"}},
    {"gcp_version",
     gcp_version_problem,
     {"latest", "7", "prod"},
     {"", "0", "01", "7a", "NEW", "_a", std::string(64, 'a')}},
    {"gcp_location",
     gcp_location_problem,
     {"europe-west1", "us-central12"},
     {"", "eu", "europe-west", "Europe-west1", "europe-1", "europe-west123"}},
    {"",
     gcp_service_account_problem,
     {"ci@acme-prod.iam.gserviceaccount.com", "123-compute@developer.gserviceaccount.com"},
     {"", "ci", "ci@acme.dev", "@acme.iam.gserviceaccount.com", "a@b@c.gserviceaccount.com",
      "CI@acme.iam.gserviceaccount.com", "ci@gserviceaccount.com"}},
    {"vault_namespace",
     hashicorp_namespace_problem,
     {"team-a", "team-a/dev/"},
     {"", "/a", "a//b", "a b", "root", "a/sys", ".."}},
    {"vault_mount",
     hashicorp_mount_problem,
     {"secret", "team/kv/"},
     {"", "/kv", "a//b", "a/../b", "a b", "."}},
    {"vault_secret_path",
     hashicorp_path_problem,
     {"payments/api", "with space"},
     {"", "/a", "a//b", "a/../b", "a.", "a/", "a\tb"}},
    {"", hashicorp_version_problem, {"1", "42"}, {"", "0", "v1", "01"}},
    {"",
     hashicorp_address_problem,
     {"https://vault.acme.dev:8200", "https://[::1]:8200", "https://vault.acme.dev/proxy"},
     {"https://vault.acme.dev:0", "https://vault.acme.dev:99999", "https://va_ult", "https://[::1",
      "https://vault.acme.dev/v1", "https://:8200", "https://[x]", "https://[::1]8200"}},
    {"azure_vault_name",
     azure_vault_name_problem,
     {"acme-prod-kv"},
     {"", "ab", "1abc", "abc-", "a--b", "a_b", std::string(25, 'a')}},
    {"azure_object_name",
     azure_secret_problem,
     {"api-key", "https://acme-kv.vault.azure.net/secrets/api-key"},
     {"", "api_key", "a/b", std::string(128, 'a')}},
    {"azure_object_version",
     azure_version_problem,
     {id32},
     {"", "latest", id32 + "a", "g" + id32.substr(1)}},
    {"azure_tenant",
     azure_tenant_problem,
     {guid, "acme.onmicrosoft.com", "common"},
     {"", "acme", "a b", "acme.com/x", "-a.com"}},
    {"azure_client_id", azure_client_id_problem, {guid}, {"", "app", guid + "0", guid.substr(1)}},
    {"azure_vault_url",
     azure_vault_url_problem,
     {"https://acme-kv.vault.azure.net/", "https://acme-kv.vault.azure.net:443"},
     {"http://acme-kv.vault.azure.net", "https://acme-kv.vault.azure.net.evil.com",
      "https://acme-kv.vault.azure.net/secrets/x", "https://acme.dev"}},
    {"", azure_pinned_tenant_problem, {guid, "acme.com"}, {"common", "organizations", ""}},
    {"",
     azure_secret_problem,
     {"https://acme-kv.vault.azure.net/secrets/a/" + id32},
     {"https://acme-kv.vault.azure.net/keys/a", "https://acme-kv.vault.azure.net",
      "https://acme-kv.vault.azure.net/secrets/", "https://evil.dev/secrets/a",
      "http://acme-kv.vault.azure.net/secrets/a", "https://acme-kv.vault.azure.net/secrets/a/1",
      "https://acme-kv.vault.azure.net/secrets/a_b"}},
    {"", env_variable_problem, {"APP_TOKEN", "odd name"}, {"", "A=B", "A\nB"}},
};

void check(const Rule& rule, const std::string& value, bool right) {
  INFO(rule.vector << " `" << value << "`");
  const auto problem = rule.rule(value);
  CHECK(!problem == right);
  if (!problem) return;
  CHECK_FALSE(problem->reason.empty());
  CHECK(problem->offset + problem->size <= value.size());
}

}  // namespace

TEST_CASE("a name rule takes what is right and refuses what is wrong") {
  for (const Rule& rule : rules) {
    for (const std::string& value : rule.right) check(rule, value, true);
    for (const std::string& value : rule.wrong) check(rule, value, false);
  }
}

TEST_CASE("the name rules agree with the table of provider facts") {
  std::ifstream file(KEYPLATE_SOURCE_DIR "/../shared/vectors/provider-facts/resource-names.json");
  if (!file) {
    WARN("skipped: there is no table of provider facts beside the project");
    return;
  }
  const auto cases = nlohmann::json::parse(file).at("cases");
  std::size_t known = 0;
  for (const Rule& rule : rules) {
    const auto found = cases.find(rule.vector);
    if (found == cases.end()) continue;
    ++known;
    for (const std::string value : found->at("valid")) check(rule, value, true);
    for (const std::string value : found->at("invalid")) check(rule, value, false);
  }
  CHECK(known >= 22);
}

TEST_CASE("a problem marks the offending part") {
  const auto arn = aws_secret_problem("arn:aws:secretsmanager:eu-west-1:1234:secret:x-a1B2c3");
  REQUIRE(arn);
  CHECK(arn->offset == 33);
  CHECK(arn->size == 4);
  const auto full = gcp_secret_problem("projects/acme-prod/secrets/a b");
  REQUIRE(full);
  CHECK(full->offset == 28);
  CHECK(full->size == 1);
  const auto wide = azure_secret_problem("https://acme-kv.vault.azure.net/secrets/\xC3\xB6l");
  REQUIRE(wide);
  CHECK(wide->offset == 40);
  CHECK(wide->size == 2);
}

TEST_CASE("only what looks like an ARN's ending is warned about") {
  for (const char* name : {"api-secret", "backup-202611", "x-AbCdEf7", "api-TOKENS"})
    CHECK_FALSE(aws_secret_problem(name));
  const auto suffix = aws_secret_problem("payments/api-a1B2c3");
  REQUIRE(suffix);
  CHECK(suffix->severity == keyplate::Severity::warning);
}
