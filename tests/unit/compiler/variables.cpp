#include "compiler/variables.h"

#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "compiler/duration.h"
#include "compiler/workspace.h"

namespace keyplate::compiler {
namespace {

std::string print(const VariableTable& table);

std::string print(const Variable& variable) {
  std::string out;
  if (variable.as<NullValue>() != nullptr) out = "null";
  if (const auto* boolean = variable.as<bool>()) out = *boolean ? "true" : "false";
  if (const auto* number = variable.as<NumberValue>()) out = number->spelling;
  if (const auto* text = variable.as<LiteralText>()) out = "'" + text->text + "'";
  if (const auto* text = variable.as<TemplateText>())
    out = fmt::format("\"{}\"", text->source->text());
  if (const auto* table = variable.as<VariableTable>()) out = print(*table);
  if (const auto* list = variable.as<VariableList>()) {
    out = "[";
    for (const Variable& item : *list) out += (out.size() > 1 ? " " : "") + print(item);
    out += "]";
  }
  return variable.overridden ? fmt::format("{}<{}", out, print(*variable.overridden)) : out;
}

std::string print(const VariableTable& table) {
  std::string out = "{";
  for (const VariableEntry& entry : table)
    out += (out.size() > 1 ? " " : "") + entry.name + "=" + print(entry.value);
  return out + "}";
}

VariableTable json(std::string_view text) {
  auto parsed = parse_json_object(text);
  REQUIRE(parsed);
  return *std::move(parsed);
}

TEST_CASE("JSON keeps order and spelling; of equal names the last wins") {
  struct Row {
    const char* text;
    const char* printed;
  };
  const Row rows[] = {
      {"{}", "{}"},
      {R"({"b": 1, "a": null, "c": [true, "x"]})", "{b=1 a=null c=[true 'x']}"},
      {R"({"n": 12345678901234567890, "f": 1.50, "e": 1E+2, "i": -9223372036854775808})",
       "{n=12345678901234567890 f=1.50 e=1E+2 i=-9223372036854775808}"},
      {R"({"big": 123456789012345678901234567890})", "{big=123456789012345678901234567890}"},
      {R"({"a": 1, "b": 2, "a": 3, "c": 4, "b": 5})", "{a=3 b=5 c=4}"},
      {R"({"a": {"x": 1}, "a": {"y": 2}})", "{a={y=2}}"},
      {"\xEF\xBB\xBF{\"s\": \"\\u00e9\\n\"}", "{s='\u00e9\n'}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(print(json(row.text)) == row.printed);
  }
}

TEST_CASE("bad JSON is named without its text") {
  const std::string deep(100'000, '[');
  for (const std::string& text :
       {std::string("{"), std::string("{\"a\": hunter2}"), std::string("{\"a\": 1} x"),
        std::string("\"\xFF\""), std::string(), deep, std::string("{\"a\": 1e999}")}) {
    const auto parsed = parse_json_value(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message.find("hunter") == std::string::npos);
  }
  CHECK(parse_json_value(deep).error().message == "JSON nested more than 64 levels deep");
  CHECK(parse_json_value("{\"a\": hunter2}").error().message == "not JSON at line 1, column 7");
  CHECK(parse_json_value("[1,\n \"\u00e9\" x]").error().message == "not JSON at line 2, column 6");
  CHECK(parse_json_object("[1]").error().message == "expected a JSON object");
}

TEST_CASE("merging replaces leaves and remembers them") {
  VariableTable base = json(R"({"a": {"x": 1, "y": 2}, "b": 3, "c": [1]})");
  merge(base, json(R"({"a": {"y": 4, "z": 5}, "c": [2], "d": 6})"));
  CHECK(print(base) == "{a={x=1 y=4<2 z=5} b=3 c=[2]<[1] d=6}");
  merge(base, json(R"({"a": 7, "b": {"k": 1}})"));
  CHECK(print(base) == "{a=7<{x=1 y=4<2 z=5} b={k=1}<3 c=[2]<[1] d=6}");
}

TEST_CASE("a dotted path makes the tables it needs") {
  VariableTable table = json(R"({"a": {"x": 1}, "b": 2})");
  const auto text = [](const char* value) {
    return Variable{{}, LiteralText{value}, nullptr};
  };
  set_path(table, "a.y", text("p"));
  set_path(table, "a.x", text("q"));
  set_path(table, "b.c.d", text("r"));
  set_path(table, "e", text("s"));
  CHECK(print(table) == "{a={x='q'<1 y='p'} b={c={d='r'}}<2 e='s'}");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "a.";
  VariableTable bounded;
  set_path(bounded, deep, text("t"));
  CHECK(bounded.size() == 1);
}

Workspace load(std::string text) {
  DiagnosticSink sink;
  Workspace workspace = load_workspace(Source::file("keyplate.toml", std::move(text)), "/w", sink);
  for (const Diagnostic& each : sink.diagnostics()) FAIL_CHECK(each.message);
  return workspace;
}

TEST_CASE("a scope holds what its environment and those it extends say") {
  const Workspace workspace = load(R"(
[vaults.one]
provider = "gcp"
[vaults.two]
provider = "gcp"
[environments.base]
vaults = { main = "one", other = "one" }
[environments.base.variables]
version = 0x10
when = 1979-05-27
db = { host = "h", port = 1_000 }
[environments.dev]
extends = "base"
vaults = { main = "two" }
[environments.dev.variables]
db.host = "{{ db.host }}.dev"
ratio = +1_0.5
)");
  VariableTable set;
  set_path(set, "db.port", {{}, LiteralText{"5"}, nullptr});
  const Scope scope = make_scope(workspace, workspace.find_environment("dev"), set);
  CHECK(scope.environment == "dev");
  CHECK(print(scope.variables) ==
        "{version=16 when='1979-05-27' db={host=\"{{ db.host }}.dev\"<\"h\" port='5'<1000} "
        "ratio=10.5}");
  REQUIRE(scope.aliases.size() == 2);
  CHECK(resolve_vault(workspace, scope, "main")->name == "two");
  CHECK(resolve_vault(workspace, scope, "other")->name == "one");
  CHECK(print(make_scope(workspace, nullptr, set).variables) == "{db={port='5'}}");
}

TEST_CASE("a place inside a variable's template leads back to the file") {
  const Workspace workspace = load("[environments.e.variables]\nx = \"\\t{{ y }}\"\n");
  const Variable* x = find(workspace.environments.at(0).variables, "x");
  const SourcePtr& inner = x->as<TemplateText>()->source;
  const Location place = Source::outermost(inner, {4, 5});
  CHECK(place.source == workspace.source);
  CHECK(place.source->text(place.span) == "y");
}

TEST_CASE("a check covers the environments that no other extends, and the default") {
  const auto checked = [](const char* text) {
    const Workspace workspace = load(text);
    std::string names;
    for (const Environment* each : checked_environments(workspace)) names += each->name + " ";
    return names;
  };
  CHECK(checked("") == "");
  CHECK(checked("[environments.a]\n[environments.b]\nextends = \"a\"\n") == "b ");
  CHECK(checked("[workspace]\ndefault_environment = "
                "\"a\"\n[environments.a]\n[environments.b]\nextends = \"a\"\n") == "a b ");
}

TEST_CASE("a cycle of environments ends") {
  DiagnosticSink sink;
  const Workspace workspace = load_workspace(
      Source::file("keyplate.toml",
                   "[environments.a]\nextends = \"b\"\n[environments.b]\nextends = \"a\"\n"),
      "/w", sink);
  CHECK(sink.size() == 1);
  CHECK(make_scope(workspace, workspace.find_environment("a"), {}).environment == "a");
}

TEST_CASE("durations") {
  const auto seconds = [](std::string_view text) {
    const auto parsed = parse_duration(text);
    return parsed ? parsed->count() : -1;
  };
  CHECK(seconds("0") == 0);
  CHECK(seconds("90s") == 90);
  CHECK(seconds("1h30m") == 5400);
  CHECK(seconds("1d") == 86400);
  CHECK(seconds("365d") == 31536000);
  for (const char* bad : {"", "1", "h", "30 m", "1m1h", "1.5h", "-1s", "366d",
                          "99999999999999999999s", "1s1s", "1h30"})
    CHECK(seconds(bad) == -1);
}

}  // namespace
}  // namespace keyplate::compiler
