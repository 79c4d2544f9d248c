#include "cli/credential_places.h"

#include <catch2/catch.hpp>
#include <string>

namespace keyplate::cli {
namespace {

/// The line with what is hidden as stars.
std::string shown(const std::string& line, const std::string& above = "[vaults.p]\n") {
  std::string text = above + line + "\n[workspace]\n";
  auto spans = credentials_on_line(text, static_cast<std::uint32_t>(above.size()));
  for (auto span = spans.rbegin(); span != spans.rend(); ++span)
    text.replace(span->begin, span->size(), "***");
  return text.substr(above.size(), text.size() - above.size() - 13);
}

TEST_CASE("what may be a credential is hidden, however broken its line is") {
  const std::pair<const char*, const char*> rows[] = {
      {"passphrase = hunter2", "passphrase = ***"},
      {"passphrase = \"hunter2", "passphrase = ***"},
      {"passphrase = \"hun ter2\" # why", "passphrase = *** # why"},
      {"passphrase = { env = hunter2 }", "passphrase = { env = *** }"},
      {"passphrase = { env = \"NAME\" }", "passphrase = { env = \"NAME\" }"},
      {"passphrase \"hunter2\"", "passphrase***"},
      {"passphrase: hunter2", "passphrase***"},
      {"hunter2", "***"},
      {"passphrase = \"hunter\\q2\\\" secret\"", "passphrase = ***"},
      {"file = \"x\", passphrase = \"hunter2\"", "file = \"x\", passphrase = ***"},
      {"passprase = 'hunter2'", "passprase = ***"},
      {"passphrase.value = \"hunter2\"", "passphrase.value = ***"},
      {"passphrase = { command = \"hunter2\" }", "passphrase = { command = *** }"},
      {"passphrase = { command = [\"/bin/x\"] }", "passphrase = { command = [\"/bin/x\"] }"},
      {"password = [\"hunter2\"]", "password = ***"},
      {"auth = { type = \"tokn\", token = \"hunter2\" }",
       "auth = { type = \"tokn\", token = *** }"},
      {"auth = { sesion_token = \"hunter2\", role = \"r\" }",
       "auth = { sesion_token = ***, role = \"r\" }"},
      {"\"passphrase\" = \"hunter2\"", "\"passphrase\" = ***"},
      {"use_fips = true", "use_fips = true"},
      {"region = \"eu west\"", "region = \"eu west\""},
      {"region = euwest", "region = ***"},
      {"[vaults.q", "[vaults.q"},
  };
  for (const auto& [line, expected] : rows) CHECK(shown(line) == expected);
}

TEST_CASE("outside of vaults only a line that names a credential is looked at") {
  CHECK(shown("host = a.b", "[environments.dev.variables]\n") == "host = a.b");
  CHECK(shown("password = \"hunter2\"", "[workspace]\n") == "password = ***");
  CHECK(shown("vaults = { a = { passphrase = \"hunter2\" } }", "# top\n") ==
        "vaults = { a = { passphrase = *** } }");
}

}  // namespace
}  // namespace keyplate::cli
