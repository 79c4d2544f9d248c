#include "compiler/describe.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "compiler/settings.h"
#include "compiler/tables.h"

namespace keyplate::compiler {
namespace {

/// Compares a committed document with the tables, or rewrites it when KEYPLATE_UPDATE=1.
void check_document(const std::string& name, const std::string& text) {
  const std::string path = std::string(KEYPLATE_SOURCE_DIR) + "/docs/" + name;
  const char* update = std::getenv("KEYPLATE_UPDATE");
  if (update != nullptr && std::string(update) == "1")
    std::ofstream(path, std::ios::binary) << text;
  std::ifstream file(path, std::ios::binary);
  const std::string committed{std::istreambuf_iterator<char>(file), {}};
  INFO(path << " is stale; run this test with KEYPLATE_UPDATE=1");
  CHECK(committed == text);
}

TEST_CASE("docs/workspace.md says what the tables say") {
  check_document("workspace.md", describe_workspace());
}

TEST_CASE("docs/filters.md says what the tables say") {
  check_document("filters.md", describe_filters());
}

void check_rows(std::string_view owner, std::span<const FieldSpec> fields) {
  for (const FieldSpec& field : fields) {
    CAPTURE(owner, field.name);
    CHECK(find(fields, field.name) == &field);
    REQUIRE_FALSE(field.doc.empty());
    CHECK(field.doc.back() == '.');
    CHECK((field.type == FieldType::choice) <= !field.choices.empty());
    CHECK((field.rule != nullptr) <= (field.rule_message != nullptr));
    CHECK(field.least <= field.most);
  }
}

void check_alternatives(std::string_view owner, std::span<const FieldSpec> fields,
                        std::span<const Alternatives> groups) {
  for (const Alternatives& group : groups) {
    for (std::string_view name : group.names) {
      CAPTURE(owner, name);
      for (std::size_t plus = name.find('+'); plus != std::string_view::npos;
           plus = name.find('+')) {
        CHECK(find(fields, name.substr(0, plus)) != nullptr);
        name.remove_prefix(plus + 1);
      }
      // A provider's `address` stands beside the `endpoint` of every vault.
      CHECK((find(fields, name) != nullptr || find(vault_settings(), name) != nullptr));
    }
  }
}

TEST_CASE("every row is documented, and named once") {
  for (const SectionSpec& row : sections()) check_rows(row.name, row.fields);
  check_rows("vaults", vault_settings());
  check_rows("config.toml", user_settings());
  check_rows("[[auth]]", personal_auth_settings());
  check_rows("match", match_settings());
  check_rows("[agent]", agent_settings());
  for (const ProviderSpec& provider : providers()) {
    check_rows(provider.name, provider.settings);
    check_alternatives(provider.name, provider.settings, provider.alternatives);
    for (const FieldSpec& field : provider.settings)
      CHECK(find(vault_settings(), field.name) == nullptr);
    for (const AuthSpec& auth : provider.auth) {
      check_rows(auth.type, auth.fields);
      check_alternatives(auth.type, auth.fields, auth.alternatives);
      CHECK(find(auth.fields, "type") == nullptr);
    }
  }
}

TEST_CASE("a provider's row stands at its id") {
  CHECK(spec(ProviderId::aws).name == "aws");
  CHECK(spec(ProviderId::gcp).name == "gcp");
  CHECK(spec(ProviderId::hashicorp).name == "hashicorp");
  CHECK(spec(ProviderId::azure).name == "azure");
  CHECK(spec(ProviderId::local).name == "local");
  CHECK(spec(ProviderId::env).name == "env");
  CHECK(find_provider("azure") == ProviderId::azure);
  CHECK_FALSE(find_provider("vault"));
}

}  // namespace
}  // namespace keyplate::compiler
