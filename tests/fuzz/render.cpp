// links: evaluate
// Renders the bytes as a template, in a format that their number chooses. It must not crash, must
// end, must say the same twice, and must show no secret in a diagnostic. What it reads must be in
// the plan of the template, and what the plan calls certain must have been read where
// nothing failed.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "runtime/evaluate/plan.h"
#include "tests/fuzz/fuzzer.h"
#include "tests/unit/evaluate/fake_world.h"

namespace fuzz_render {

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

std::set<std::string> names(const Plan& plan, bool all) {
  std::set<std::string> found;
  for (const PlannedRead& read : plan.reads) {
    if (all || read.certain) found.insert(plan.vaults[read.vault].name + "/" + read.reference.name);
  }
  return found;
}

/// Plans what was rendered; nothing if there are errors.
std::optional<Plan> planned(const RenderTest& test, const std::string& text, DiagnosticSink& sink) {
  grammar::Tree tree;
  grammar::parse(Source::file("template", text), tree, sink);
  compiler::Symbols symbols;
  const compiler::Program program = compiler::lower(std::move(tree), symbols);
  Plan made = plan(&test.workspace, test.scope, symbols, {&program, 1}, test.options, sink);
  for (const Diagnostic& diagnostic : sink.diagnostics()) {
    if (diagnostic.severity == Severity::error) return std::nullopt;
  }
  return made;
}

void check_plan(const RenderTest& test, const std::string& text, const Outcome& got) {
  if (got.program == nullptr) return;  // there were errors before anything ran
  DiagnosticSink sink;
  const auto made = planned(test, text, sink);
  if (!made) {
    // A plan has no errors of its own; but it goes more ways, and may go too far.
    const bool too_far = sink.diagnostics().front().code == Code::limit_exceeded;
    if (got.errors.empty() && !too_far) std::abort();
    return;
  }
  std::set<std::string> read;
  for (const auto& round : test.world.rounds) {
    for (const std::string& name : round) read.insert(name.substr(0, name.find('#')));
  }
  const std::set<std::string> foreseen = names(*made, true);
  for (const std::string& name : read) {
    if (made->unknown.empty() && !foreseen.contains(name)) std::abort();
  }
  if (test.world.failures > 0 || !got.errors.empty()) return;
  for (const std::string& name : names(*made, false)) {
    if (!read.contains(name)) std::abort();
  }
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
  test.world.text("k1", "k2");
  test.world.text("k2", "");
  test.world.number("k3", "0");
  test.world.document("doc", R"({"list": [1, "b", null], "name": "n"})");
  fill(test.world);
  add_insomnia_vault(test.workspace);
  test.context(
      R"({"name": "Ada", "n": 3, "list": [1, "two", {"x": [true]}], "user": {"name": "Bo"}})");
  test.variable("token", "{{ secret('v', 'a') }}").variable("loop_", "{{ loop_ }}{{ _.token }}");
  const Outcome got = test.render(text, format);
  check_plan(test, text, got);
  std::string all = got.shown();
  for (const std::string& line : got.messages) {
    if (line.find(canary) != std::string::npos) std::abort();
    all += "\n" + line;
  }
  return all;
}

FUZZER(render) {
  constexpr const char* formats[] = {"text", "json", "yaml", "unknown"};
  if (size > 4096) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.find("S3CRET") != std::string::npos) return 0;  // the author may be shown what he wrote
  const std::string format = formats[size % 4];
  if (outcome(text, format) != outcome(text, format)) std::abort();
  return 0;
}

}  // namespace fuzz_render
