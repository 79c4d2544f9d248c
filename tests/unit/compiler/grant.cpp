#include <algorithm>
#include <catch2/catch.hpp>

#include "compiler/workspace.h"

namespace keyplate::compiler {
namespace {

std::string grant(std::string text) {
  DiagnosticSink sink;
  return grant_text(load_workspace(Source::file("keyplate.toml", std::move(text)), "/w", sink));
}

TEST_CASE("a grant lists every setting that decides what is read") {
  CHECK(grant("") == "keyplate-grant 1\n");
  CHECK(grant(R"(
[workspace]
data_folders = ["/srv/b", "../a"]
[cache]
ttl = "1h"
[vaults.prod]
timeout = "5s"
provider = "aws"
concurrency = 4
use_fips = true
allow = []
auth = { type = "process", command = ["/bin/x", "a b"] }
[vaults.dev]
provider = "local"
file = "dev.vault"
passphrase = { env = "P" }
[insomnia]
ambient = ["aws"]
credentials = { "a.b" = "prod", c = "dev" }
[environments.e.variables]
x = "{{ y }}"
)") == R"(keyplate-grant 1
data_folders = ["/srv/b", "../a"]
insomnia.ambient = ["aws"]
insomnia.credentials."a.b" = "prod"
insomnia.credentials.c = "dev"
vaults.dev.file = "dev.vault"
vaults.dev.passphrase.env = "P"
vaults.dev.provider = "local"
vaults.prod.allow = []
vaults.prod.auth.command = ["/bin/x", "a b"]
vaults.prod.auth.type = "process"
vaults.prod.provider = "aws"
vaults.prod.use_fips = "true"
)");
}

TEST_CASE("what a grant doesn't hold doesn't change it") {
  const std::string one = grant("[vaults.a]\nprovider = \"env\"\nprefix = \"A\"\n");
  CHECK(one == grant("[environments.x.variables]\ny = 1\n[vaults.a]\nprefix = 'A' # c\ntimeout = "
                     "\"1s\"\nprovider = \"env\"\n"));
  CHECK(one != grant("[vaults.a]\nprovider = \"env\"\nprefix = \"B\"\n"));
  CHECK(one != grant("[vaults.a]\nprovider = \"env\"\nnames = [\"A\"]\n"));
  // One value is not a list of one, and two values are not one with a comma.
  CHECK(grant("[vaults.a]\nprovider = \"env\"\nnames = [\"A\", \"B\"]\n") !=
        grant("[vaults.a]\nprovider = \"env\"\nnames = [\"A\\\", \\\"B\"]\n"));
}

TEST_CASE("no value can forge a line of a grant") {
  const char* const attempts[] = {
      R"("x\nvaults.a.file = \"/etc/shadow\"")",
      R"("x\r\nvaults.b.provider = \"aws\"")",
      "'''x\nvaults.a.file = \"y\"'''",
      R"("x\u2028vaults.a.file\u0085\u000b\u000c")",
      R"("\" \nkeyplate-grant 1")",
      R"("\u202e\u001b[2K\u0000")",
  };
  for (const char* attempt : attempts) {
    CAPTURE(attempt);
    const std::string text =
        grant(std::string("[vaults.a]\nprovider = \"local\"\nfile = ") + attempt +
              "\n[insomnia]\ncredentials = { " + R"("k\n\"x\" = ")" + " = \"a\" }\n");
    CHECK(std::count(text.begin(), text.end(), '\n') == 4);
    CHECK(std::all_of(text.begin(), text.end(),
                      [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }));
  }
}

TEST_CASE("values that differ never look alike") {
  // Latin and Cyrillic a; a backslash and an escape; a surrogate pair.
  const auto of = [](const char* file) {
    return grant(std::string("[vaults.a]\nprovider = \"local\"\nfile = \"") + file + "\"\n");
  };
  CHECK(of("\u0430").find("\"\\u0430\"") != std::string::npos);
  CHECK(of("a\\\\u0430") != of("a\u0430"));
  CHECK(of("\U0001F600").find("\"\\ud83d\\ude00\"") != std::string::npos);
}

}  // namespace
}  // namespace keyplate::compiler
