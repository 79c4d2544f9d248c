// links: evaluate
// Renders the bytes as a template, in a format that their number chooses. It must not crash, must
// end, must say the same twice, and must show no secret in a diagnostic.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/unit/evaluate/fake_world.h"

namespace {

using namespace keyplate;
using namespace keyplate::evaluate;

constexpr const char* canary = "c4n\"ry-S3CRET";

/// What tags ask for beside secrets.
void fill(FakeWorld& world) {
  world.files = {{"f", "a file"}, {"f.json", R"({"a": [1, {"b": "c"}]})"}};
  world.people = {{"q", "an answer"}, {"k", "b64::YQ==::46b"}};
  world.facts = {{"arch", "\"x64\""}, {"userInfo", R"({"username": "ada", "uid": 1})"}};
}

/// `{% vault 'aws', 'c', '{"SecretId":"a"}' %}` reads the secret `a` too.
void add_insomnia_vault(compiler::Workspace& workspace) {
  workspace.vaults.push_back({});
  workspace.vaults.back().name = "w";
  workspace.vaults.back().provider = compiler::ProviderId::aws;
  workspace.insomnia.push_back({"credentials.c", {"w"}, false, {}});
}

/// What a render gave, as one text.
std::string outcome(const std::string& text, const std::string& format) {
  RenderTest test;
  test.checked = true;
  test.options.limits.steps = 100'000;
  test.options.limits.output = 1 << 20;
  test.options.limits.regex = 10'000;
  test.options.seed = 1;
  test.world.text("a", canary);
  test.world.document("doc", R"({"list": [1, "b", null], "name": "n"})");
  fill(test.world);
  add_insomnia_vault(test.workspace);
  test.context(
      R"({"name": "Ada", "n": 3, "list": [1, "two", {"x": [true]}], "user": {"name": "Bo"}})");
  test.variable("token", "{{ secret('v', 'a') }}").variable("loop_", "{{ loop_ }}{{ _.token }}");
  const Outcome got = test.render(text, format);
  std::string all = got.shown();
  for (const std::string& line : got.messages) {
    if (line.find(canary) != std::string::npos) std::abort();
    all += "\n" + line;
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr const char* formats[] = {"text", "json", "yaml", "unknown"};
  if (size > 4096) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.find("S3CRET") != std::string::npos) return 0;  // the author may be shown what he wrote
  const std::string format = formats[size % 4];
  if (outcome(text, format) != outcome(text, format)) std::abort();
  return 0;
}
