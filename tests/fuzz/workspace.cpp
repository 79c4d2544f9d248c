// links: compiler
// Any bytes load: no crash, every span inside the file, the same answer twice, and a credential
// that was written out never appears in a message.
#include "compiler/workspace.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/user_config.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_workspace {

using namespace keyplate;
using namespace keyplate::compiler;

constexpr std::string_view canary = "c4n4ry";
// Appended, so that whatever the input does to the parser these stand behind it.
constexpr std::string_view credentials = R"(
[vaults.canary-local]
provider = "local"
file = "x"
passphrase = "c4n4ry"
[vaults.canary-hashicorp]
provider = "hashicorp"
address = "https://me:c4n4ry@host/?token=c4n4ry"
auth = { type = "userpass", username = "me", password = "c4n4ry", typo = 1 }
[[auth]]
match = { provider = "hashicorp" }
use = { username = "me", password = "c4n4ry", typo = "c4n4ry" }
[[auth]]
match = { provider = "hashicorp" }
use = { token = "c4n4ry" }
[vaults.canary-aws]
provider = "aws"
auth = { type = "static", access_key_id = ["c4n4ry"], secret_access_key = "{{ c4n4ry }}" }
)";

void require(bool holds) {
  if (!holds) std::abort();
}

/// The same text as a user configuration.
void load_as_configuration(const std::string& text) {
  DiagnosticSink sink;
  const UserConfig config = load_user_config(Source::file("config.toml", text), sink);
  for (const PersonalAuth& auth : config.auth) require(!spec(auth.provider).auth.empty());
  for (const Diagnostic& each : sink.take())
    require(each.message.find(canary) == std::string::npos);
}

std::vector<Diagnostic> load(const std::string& text) {
  DiagnosticSink sink;
  const SourcePtr source = Source::file("keyplate.toml", text);
  const Workspace workspace = load_workspace(source, "/home/me/shop", sink);
  for (const Environment& environment : workspace.environments)
    (void)make_scope(workspace, &environment, {});
  require(checked_environments(workspace).size() <= workspace.environments.size());
  const std::string grant = grant_text(workspace);
  for (const char c : grant) require(c == '\n' || (c >= 0x20 && c < 0x7F));
  std::vector<Diagnostic> diagnostics = sink.take();
  for (const Diagnostic& each : diagnostics) {
    require(each.source == source && each.span.has_value());
    require(each.span->begin <= each.span->end && each.span->end <= text.size());
    require(each.message.find(canary) == std::string::npos);
  }
  return diagnostics;
}

FUZZER(workspace) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.find(canary) != std::string::npos) return 0;
  load(text);
  const std::string planted = text + std::string(credentials);
  load_as_configuration(planted);
  const std::vector<Diagnostic> first = load(planted);
  const std::vector<Diagnostic> second = load(planted);
  require(!first.empty() && first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i)
    require(first[i].message == second[i].message && first[i].span == second[i].span);
  return 0;
}

}  // namespace fuzz_workspace
