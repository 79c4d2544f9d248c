// The templates of Nunjucks' own tests: what the engine parses has no diagnostic here, and what it
// refuses to parse has one. Skipped where the recorded cases are not beside this repository.

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "grammar/parse.h"

using keyplate::DiagnosticSink;
using keyplate::Source;
using keyplate::grammar::Tree;

namespace {

/// The engine's words for a template that it can't parse, as opposed to one that it can't run.
bool is_parse_error(const nlohmann::json& answer) {
  if (!answer.contains("error")) return false;
  const auto message = answer["error"].get<std::string>();
  for (const char* phrase : {"unexpected token", "expected comma", "expected variable end",
                             "expected block end", "unknown block tag", "parse"}) {
    if (message.find(phrase) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("templates of the Nunjucks project") {
  std::ifstream file(KEYPLATE_SOURCE_DIR "/../shared/vectors/nunjucks/cases.json");
  if (!file) {
    WARN("skipped: no recorded Nunjucks cases");
    return;
  }
  std::size_t refused = 0;
  for (const auto& row : nlohmann::json::parse(file)) {
    const auto text = row["template"].get<std::string>();
    INFO(text);
    Tree tree;
    DiagnosticSink sink;
    keyplate::grammar::parse(Source::file("case", text), tree, sink);
    const bool expected = is_parse_error(row["lenient"]);
    refused += expected;
    CHECK(sink.empty() == !expected);
  }
  CHECK(refused > 0);
}
