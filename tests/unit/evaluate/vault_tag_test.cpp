#include <catch2/catch.hpp>

#include "tests/unit/evaluate/fake_world.h"

namespace keyplate::evaluate {
namespace {

/// Two vaults, mapped, and AWS and HashiCorp for ids that are not.
RenderTest with_credentials() {
  RenderTest test;
  const auto vault = [&](const char* name, compiler::ProviderId provider) {
    test.workspace.vaults.push_back({});
    test.workspace.vaults.back().name = name;
    test.workspace.vaults.back().provider = provider;
  };
  vault("prod", compiler::ProviderId::aws);
  vault("corp", compiler::ProviderId::hashicorp);
  test.workspace.vaults.back().settings = {{"mount", {"kv"}, false, {}}};
  test.workspace.insomnia = {{"credentials.cloudCred_a", {"prod"}, false, {}},
                             {"credentials.cloudCred_h", {"corp"}, false, {}},
                             {"ambient", {"aws", "hashicorp"}, true, {}}};
  return test;
}

std::string settings_of(const compiler::Vault& vault) {
  std::string text = vault.name;
  for (const compiler::Setting& setting : vault.settings)
    text += " " + setting.key + "=" + setting.values.front();
  return text;
}

}  // namespace

TEST_CASE("Insomnia's tag reads the secret that its JSON says from the vault its id means") {
  struct Row {
    std::string text;
    std::string asked;
    std::string vault;
  };
  const Row rows[] = {
      {R"({% vault 'aws', 'cloudCred_a', '{"SecretId":"api"}' %})", "prod/api", "prod"},
      {R"({% vault "aws", "cloudCred_a", '{"SecretId":"api","SecretType":"kv","SecretKey":"k"}' %})",
       "prod/api#k", "prod"},
      {R"({% vault 'aws', 'cloudCred_a', 'b64::eyJTZWNyZXRJZCI6ImFwaSJ9::46b' %})", "prod/api",
       "prod"},
      {R"({{ vault('aws', 'cloudCred' ~ '_a', {SecretId: 'a' ~ 'pi'} | dump) }})", "prod/api",
       "prod"},
      {R"({% vault 'hashicorp', 'cloudCred_h', '{"secretEnginePath":"kv","secretName":"a","secretKey":"k","kvVersion":"v2"}' %})",
       "corp/a#k", "corp mount=kv kv_version=2"},
      {R"({% vault 'hashicorp', '', '{"secretEnginePath":"kv","secretName":"a"}' %})",
       "INSOMNIA_HASHICORP_*/a",
       "INSOMNIA_HASHICORP_* address=https://v.acme.dev auth.type=token "
       "auth.token.env=INSOMNIA_HASHICORP_ACCESS_TOKEN mount=kv"},
      {R"({% vault 'aws', 'cloudCred_other', '{"SecretId":"api"}' %})", "INSOMNIA_AWS_*/api",
       "INSOMNIA_AWS_*"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    RenderTest test = with_credentials();
    test.world.text("api", "S3cret");
    test.world.text("api#k", "S3cret");
    test.world.text("a", "S3cret");
    test.world.text("a#k", "S3cret");
    test.world.variables = {{"INSOMNIA_HASHICORP_TYPE", "onPrem"},
                            {"INSOMNIA_HASHICORP_AUTHMETHOD", "token"},
                            {"INSOMNIA_HASHICORP_SERVERADDRESS", "https://v.acme.dev"},
                            {"INSOMNIA_HASHICORP_ACCESS_TOKEN", "t0ken"}};
    const Outcome outcome = test.render(row.text);
    CHECK(outcome.shown() == "S3cret");
    CHECK(outcome.rendered.secret);
    REQUIRE(test.world.rounds.size() == 1);
    CHECK(test.world.rounds[0] == std::vector<std::string>{row.asked});
    CHECK(settings_of(test.world.vaults.front()) == row.vault);
  }
}

TEST_CASE(
    "two tags of one vault that ask in different ways are two questions, the same way is one") {
  RenderTest test = with_credentials();
  test.world.text("a", "S3cret");
  const std::string tag =
      R"({% vault 'hashicorp', '', '{"secretEnginePath":"M","secretName":"a"}' %})";
  std::string text;
  for (const char* mount : {"one", "two", "one"})
    text += std::string(tag).replace(tag.find('M'), 1, mount);
  CHECK(test.render(text).shown() == "S3cretS3cretS3cret");
  CHECK(test.world.vaults.size() == 2);
}

TEST_CASE("Insomnia's tag says what is wrong with it, and shows nothing of it") {
  const std::pair<std::string, std::string> rows[] = {
      {R"({% vault 'aws', 'cloudCred_a', _.json %})", "! insomnia-config@_.json"},
      {R"({% vault 'gcp', 'cloudCred_a', '{"secretName":"a"}' %})",
       "! insomnia-credential@'cloudCred_a'"},
      {R"({% vault 'gcp', 'nobody', '{"secretName":"a"}' %})", "! insomnia-credential@'nobody'"},
      {R"({% vault 'hashicorp', 'cloudCred_h', '{"secretEnginePath":"other","secretName":"a"}' %})",
       "! insomnia-credential@'cloudCred_h'"},
      {R"({% vault 'azure ', 'nobody', '{}' %})", "! call-failed@'azure '"},
      {R"({% vault 'aws', 'cloudCred_a', {SecretId: secret('v', 'a')} | dump %})",
       "! secret-in-reference@{SecretId: secret('v', 'a')} | dump"},
  };
  for (const auto& [text, shown] : rows) {
    CAPTURE(text);
    RenderTest test = with_credentials();
    test.world.text("a", "S3cret");
    test.context(R"({"json": "{\"SecretId\": 1"})");
    const Outcome outcome = test.render(text);
    CHECK(outcome.shown() == shown);
    for (const std::string& message : outcome.messages)
      CHECK(message.find("S3cret") == std::string::npos);
  }
}

}  // namespace keyplate::evaluate
