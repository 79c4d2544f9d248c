#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "compiler/check.h"
#include "compiler/program.h"
#include "grammar/parse.h"

using namespace keyplate;
using namespace keyplate::compiler;

namespace {

nlohmann::json cases() {
  std::ifstream file(KEYPLATE_SOURCE_DIR "/../shared/vectors/nunjucks/cases.json");
  return file ? nlohmann::json::parse(file) : nlohmann::json::array();
}

/// A name that isn't there may be handed to a filter in Nunjucks; here it is an error on purpose.
bool is_meant(const Diagnostic& diagnostic) {
  return diagnostic.severity != Severity::error || diagnostic.code == Code::unknown_variable;
}

}  // namespace

TEST_CASE("what Nunjucks renders passes the check and can be lowered") {
  const nlohmann::json all = cases();
  if (all.empty()) WARN("the Nunjucks cases are not here: skipped");
  const Workspace workspace;
  for (const auto& entry : all) {
    if (entry["needs_loader"] || !entry["strict"].contains("output")) continue;
    const std::string text = entry["template"];
    CAPTURE(text);
    Scope scope;
    scope.variables = parse_json_object(entry["context"].dump()).value();
    DiagnosticSink sink;
    grammar::Tree tree;
    grammar::parse(Source::file("case.txt", text), tree, sink);
    check(tree, CheckContext(&workspace, {&scope, 1}), sink);
    for (const Diagnostic& diagnostic : sink.diagnostics())
      CHECK((is_meant(diagnostic) ? "" : diagnostic.message) == "");
    Symbols symbols;
    CHECK(lower(std::move(tree), symbols).tree.source->text() == text);
  }
}
