// links: compiler
// Any bytes as a template, checked in a fixed workspace and outside of one: nothing crashes,
// findings lie inside of the text and are the same twice, and what has no error can be lowered.

#include "compiler/check.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "compiler/program.h"
#include "grammar/parse.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_check {

using namespace keyplate;
using namespace keyplate::compiler;

constexpr std::string_view workspace_text = R"(
[vaults.local]
provider = "local"
file = "dev.vault"
key_file = "~/dev.key"
[vaults.kv]
provider = "hashicorp"
allow = ["a*"]
[environments.dev]
vaults = { main = "local" }
[environments.dev.variables]
a = { b = "{{ c }}", d = [1, 2] }
c = "{{ secret('main', 'x') }}"
[environments.prod]
vaults = { main = "kv" }
[environments.prod.variables]
a = 1
)";

struct Fixed {
  Fixed() : workspace(load()), context(&workspace, scopes) {}
  Workspace load() {
    DiagnosticSink sink;
    Workspace loaded = load_workspace(Source::file("keyplate.toml", std::string(workspace_text)),
                                      "/workspace", sink);
    if (!sink.empty()) std::abort();
    for (const Environment* environment : checked_environments(loaded))
      scopes.push_back(make_scope(loaded, environment, {}));
    return loaded;
  }

  std::vector<Scope> scopes;
  Workspace workspace;
  CheckContext context;
  CheckContext outside;
};

std::vector<Diagnostic> findings(const grammar::Tree& tree, const CheckContext& context) {
  DiagnosticSink sink;
  check(tree, context, sink);
  return sink.take();
}

bool same(const std::vector<Diagnostic>& a, const std::vector<Diagnostic>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].code != b[i].code || a[i].message != b[i].message || a[i].span != b[i].span)
      return false;
  return true;
}

bool has_error(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics)
    if (diagnostic.severity == Severity::error) return true;
  return false;
}

FUZZER(check) {
  static const Fixed fixed;
  const SourcePtr source = Source::file("example.txt", std::string(data, data + size));
  grammar::Tree tree;
  DiagnosticSink sink;
  grammar::parse(source, tree, sink);
  bool error = has_error(sink.diagnostics());
  for (const CheckContext* context : {&fixed.context, &fixed.outside}) {
    const auto found = findings(tree, *context);
    for (const Diagnostic& diagnostic : found)
      if (!diagnostic.span || diagnostic.span->begin > diagnostic.span->end ||
          diagnostic.span->end > size)
        std::abort();
    if (!same(found, findings(tree, *context))) std::abort();
    error = error || (context == &fixed.context && has_error(found));
  }
  if (error) return 0;
  Symbols symbols;
  const Program program = lower(std::move(tree), symbols);
  if (program.expr_binding.size() != program.tree.exprs.size()) std::abort();
  return 0;
}

}  // namespace fuzz_check
