#include "checking.h"

#include "compiler/check.h"
#include "grammar/parse.h"

using namespace keyplate;
using namespace keyplate::compiler;

namespace checking {
namespace {

struct Loaded {
  Workspace workspace;
  std::vector<Scope> scopes;
};

Loaded load(std::string_view text, DiagnosticSink& sink) {
  Loaded loaded;
  loaded.workspace =
      load_workspace(Source::file("keyplate.toml", std::string(text)), "/workspace", sink);
  for (const Environment* environment : checked_environments(loaded.workspace))
    loaded.scopes.push_back(make_scope(loaded.workspace, environment, {}));
  return loaded;
}

std::string line(const Diagnostic& diagnostic) {
  std::string text(info(diagnostic.code).slug);
  if (diagnostic.severity != info(diagnostic.code).severity)
    text += " (" + std::string(name(diagnostic.severity)) + ")";
  if (diagnostic.source && diagnostic.span)
    text += " `" + std::string(diagnostic.source->text(*diagnostic.span)) + "`";
  std::string environments;
  for (const std::string& environment : diagnostic.environments)
    environments += (environments.empty() ? "" : ",") + environment;
  return environments.empty() ? text : text + " [" + environments + "]";
}

std::string lines(DiagnosticSink& sink) {
  std::vector<Diagnostic> diagnostics = sink.take();
  sort_and_merge(diagnostics);
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics)
    text += (text.empty() ? "" : "; ") + line(diagnostic);
  return text;
}

}  // namespace

std::string findings(std::string_view text, std::string_view workspace) {
  DiagnosticSink sink;
  grammar::Tree tree;
  grammar::parse(Source::file("example.txt", std::string(text)), tree, sink);
  if (workspace.empty()) {
    check(tree, CheckContext(), sink);
  } else {
    const Loaded loaded = load(workspace, sink);
    check(tree, CheckContext(&loaded.workspace, loaded.scopes), sink);
  }
  return lines(sink);
}

std::string variable_findings(std::string_view workspace) {
  DiagnosticSink sink;
  const Loaded loaded = load(workspace, sink);
  check_variables(CheckContext(&loaded.workspace, loaded.scopes), sink);
  return lines(sink);
}

}  // namespace checking
