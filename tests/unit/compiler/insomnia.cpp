#include <catch2/catch.hpp>
#include <map>

#include "compiler/insomnia_ambient.h"
#include "compiler/insomnia_reference.h"

namespace keyplate::compiler {
namespace {

/// `name=... key=... version=... stage=... mount=...`, or why there is no reference.
std::string said(const std::string& provider, const std::string& json) {
  const auto reference = insomnia_reference(*find_insomnia(provider), json);
  if (!reference) return "error: " + reference.error().message;
  std::string text = "name=" + reference->name;
  if (reference->key) text += " key=" + *reference->key;
  if (reference->version) text += " version=" + *reference->version;
  if (reference->stage) text += " stage=" + *reference->stage;
  for (const Setting& setting : reference->settings)
    text += " " + setting.key + "=" + (setting.values.empty() ? "(none)" : setting.values.front());
  return text;
}

/// A vault's settings, or why there is none.
std::string settings(const Result<Vault>& vault) {
  if (!vault) return "error: " + vault.error().message;
  std::string text;
  for (const Setting& setting : vault->settings)
    text += (text.empty() ? "" : " ") + setting.key + "=" + setting.values.front();
  return text;
}

std::string ambient(ProviderId provider, const std::map<std::string, std::string>& variables) {
  return settings(ambient_vault(provider, [&](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }));
}

}  // namespace

TEST_CASE("Insomnia's JSON says which AWS secret") {
  CHECK(said("aws", R"({"SecretId":"prod/db"})") == "name=prod/db");
  CHECK(
      said(
          "aws",
          R"({"SecretId":"a","VersionId":"","VersionStage":"","SecretType":"plaintext","SecretKey":"k"})") ==
      "name=a");
  CHECK(
      said("aws",
           R"({"SecretId":"a","VersionStage":"AWSPREVIOUS","SecretType":"kv","SecretKey":"k"})") ==
      "name=a key=k stage=AWSPREVIOUS");
  CHECK(said("aws", R"({"SecretId":"a","SecretType":"kv","SecretKey":""})") == "name=a");
  CHECK(said("aws", "b64::eyJTZWNyZXRJZCI6ImEifQ==::46b") == "name=a");
  CHECK(said("aws", R"({"SecretId":"a","Other":[1]})") == "name=a");
  CHECK(said("aws", "") == "error: lacks `SecretId`");
  CHECK(said("aws", R"({"SecretId":""})") == "error: lacks `SecretId`");
  CHECK(said("aws", "[1]") == "error: is no JSON object");
  CHECK(said("aws", R"({"SecretId":"a b"})").starts_with("error: has a `SecretId` that "));
}

TEST_CASE("Insomnia's JSON says which Google Cloud secret") {
  CHECK(said("gcp", R"({"secretName":"api","version":""})") == "name=api");
  CHECK(said("gcp", R"({"secretName":"api","version":"latest"})") == "name=api");
  CHECK(said("gcp", R"({"secretName":"api","version":7})") == "name=api version=7");
  CHECK(
      said("gcp", R"({"secretName":"projects/acme-prod/secrets/api/versions/3","version":"7"})") ==
      "name=projects/acme-prod/secrets/api/versions/3");
}

TEST_CASE("Insomnia's JSON says which HashiCorp secret") {
  CHECK(
      said(
          "hashicorp",
          R"({"kvVersion":"v2","secretEnginePath":"kv/","secretName":"team/api","version":"2","secretKey":"token"})") ==
      "name=team/api key=token version=2 mount=kv kv_version=2");
  CHECK(said("hashicorp",
             R"({"kvVersion":"v1","secretEnginePath":"kv","secretName":"a","version":"2"})") ==
        "name=a mount=kv kv_version=1");
  CHECK(said("hashicorp",
             R"({"secretEnginePath":"ns/kv","secretName":"a","sendNamespaceViaHeader":false})") ==
        "name=a mount=ns/kv namespace=(none)");
  CHECK(
      said("hashicorp", R"({"organizationId":"o","projectId":"p","appName":"a","secretName":"s"})")
          .starts_with("error: names a secret of HCP Vault Secrets"));
}

TEST_CASE("Insomnia's JSON says which Azure secret") {
  CHECK(
      said(
          "azure",
          R"({"secretIdentifier":"https://kv1.vault.azure.net/secrets/api/0123456789abcdef0123456789abcdef"})") ==
      "name=https://kv1.vault.azure.net/secrets/api/0123456789abcdef0123456789abcdef");
  CHECK(said("azure", R"({"secretIdentifier":"https://evil.example/secrets/api"})")
            .starts_with("error: has a `secretIdentifier` that "));
}

TEST_CASE("a vault is asked as the reference says, and never for another mount than its own") {
  Vault corp;
  corp.name = "corp";
  corp.provider = ProviderId::hashicorp;
  corp.settings = {{"namespace", {"team"}, false, {}}, {"kv_version", {"2"}, false, {}}};
  const auto reference = insomnia_reference(
      *find_insomnia("hashicorp"),
      R"({"kvVersion":"v1","secretEnginePath":"kv","secretName":"a","sendNamespaceViaHeader":false})");
  REQUIRE(reference);
  CHECK(settings(vault_for(corp, *reference)) == "mount=kv kv_version=1");
  corp.settings.push_back({"mount", {"kv"}, false, {}});
  CHECK(settings(vault_for(corp, *reference)) == "mount=kv kv_version=1");
  corp.settings.back().values = {"other"};
  CHECK(settings(vault_for(corp, *reference)) ==
        "error: names another mount than `other`, which vault `corp` is bound to");
}

TEST_CASE("Inso's variables make a vault") {
  using P = ProviderId;
  CHECK(ambient(P::aws, {}).empty());
  CHECK(ambient(P::gcp, {}).empty());
  CHECK(ambient(P::hashicorp, {}).empty());
  CHECK(ambient(P::azure, {{"INSOMNIA_AZURE_TYPE", "x"}}).empty());
  CHECK(ambient(P::aws, {{"INSOMNIA_AWS_TYPE", "temporary"},
                         {"INSOMNIA_AWS_ACCESSKEYID", "A"},
                         {"INSOMNIA_AWS_SECRETACCESSKEY", "S"},
                         {"INSOMNIA_AWS_SESSIONTOKEN", "T"},
                         {"INSOMNIA_AWS_REGION", "eu-west-1"}}) ==
        "region=eu-west-1 auth.type=static auth.access_key_id.env=INSOMNIA_AWS_ACCESSKEYID "
        "auth.secret_access_key.env=INSOMNIA_AWS_SECRETACCESSKEY "
        "auth.session_token.env=INSOMNIA_AWS_SESSIONTOKEN");
  CHECK(ambient(P::aws, {{"INSOMNIA_AWS_TYPE", "temporary"}, {"INSOMNIA_AWS_ACCESSKEYID", "A"}}) ==
        "error: needs the variable `INSOMNIA_AWS_SECRETACCESSKEY`");
  CHECK(ambient(P::aws, {{"INSOMNIA_AWS_TYPE", " 'sso' "},
                         {"INSOMNIA_AWS_SECTION", " dev"},
                         {"INSOMNIA_AWS_CONFIGFILEPATH", "/c"}}) ==
        "auth.type=profile auth.profile=dev auth.config_file=/c");
  CHECK(ambient(P::aws, {{"INSOMNIA_AWS_TYPE", "file"},
                         {"INSOMNIA_AWS_SECTION", "dev"},
                         {"INSOMNIA_AWS_FILEPATH", "/f"},
                         {"INSOMNIA_AWS_CONFIGFILEPATH", "/c"}}) ==
        "auth.type=profile auth.profile=dev auth.config_file=/c auth.credentials_file=/f");
  CHECK(ambient(P::aws, {{"INSOMNIA_AWS_TYPE", "key"}}) ==
        "error: needs `INSOMNIA_AWS_TYPE` to be `temporary`, `file` or `sso`");
  CHECK(ambient(P::gcp, {{"INSOMNIA_GCP_SERVICEACCOUNTKEYFILEPATH", "/k.json"}}) ==
        "auth.type=service_account auth.key_file=/k.json");
  CHECK(ambient(P::hashicorp, {{"INSOMNIA_HASHICORP_TYPE", "onPrem"},
                               {"INSOMNIA_HASHICORP_AUTHMETHOD", "token"},
                               {"INSOMNIA_HASHICORP_SERVERADDRESS", "https://vault.acme.dev:8200"},
                               {"INSOMNIA_HASHICORP_ACCESS_TOKEN", "t"}}) ==
        "address=https://vault.acme.dev:8200 auth.type=token "
        "auth.token.env=INSOMNIA_HASHICORP_ACCESS_TOKEN");
  CHECK(ambient(P::hashicorp, {{"INSOMNIA_HASHICORP_TYPE", "cloudVaultDedicated"},
                               {"INSOMNIA_HASHICORP_AUTHMETHOD", "appRole"},
                               {"INSOMNIA_HASHICORP_SERVERADDRESS", "https://v.acme.dev"},
                               {"INSOMNIA_HASHICORP_NAMESPACE", "admin"},
                               {"INSOMNIA_HASHICORP_ROLE_ID", "r"},
                               {"INSOMNIA_HASHICORP_SECRET_ID", "s"}}) ==
        "address=https://v.acme.dev namespace=admin auth.type=approle "
        "auth.role_id.env=INSOMNIA_HASHICORP_ROLE_ID "
        "auth.secret_id.env=INSOMNIA_HASHICORP_SECRET_ID");
  CHECK(ambient(P::hashicorp, {{"INSOMNIA_HASHICORP_TYPE", "cloud"}})
            .starts_with("error: means HCP Vault Secrets"));
  CHECK(ambient(P::local, {}).starts_with("error: "));
}

}  // namespace keyplate::compiler
