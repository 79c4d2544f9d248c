#include <catch2/catch.hpp>

#include "runtime/evaluate/origin.h"
#include "runtime/evaluate/slots/formats.h"
#include "runtime/evaluate/slots/json_syntax.h"
#include "tests/unit/evaluate/fake_world.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

struct SlotRow {
  const char* text;
  const char* output;
};

RenderTest with_secrets() {
  RenderTest test;
  test.world.text("plain", "abc/D_1");
  test.world.text("nasty", "q\"b\\n\nt\tc\x01 \xE2\x80\xA8 \xF0\x9F\x98\x80");
  test.world.text("comma", "a,b");
  test.world.number("port", "5432");
  test.world.number("exact", "1.10");
  test.world.document("doc", R"({"a": [1, null, true], "b": "x\"y"})");
  test.context(R"({"name": "Ada", "flag": false, "none_": null})");
  return test;
}

void check_rows(const char* format, std::initializer_list<SlotRow> rows) {
  for (const SlotRow& row : rows) {
    RenderTest test = with_secrets();
    CAPTURE(row.text);
    CHECK(test.render(row.text, format).shown() == row.output);
  }
}

}  // namespace

TEST_CASE("Every value in JSON") {
  check_rows(
      "json",
      {
          {R"(["{{ secret('v','nasty') }}"])",
           "[\"q\\\"b\\\\n\\nt\\tc\\u0001 \xE2\x80\xA8 \xF0\x9F\x98\x80\"]"},
          {R"([{{ secret('v','nasty') }}])",
           "[\"q\\\"b\\\\n\\nt\\tc\\u0001 \xE2\x80\xA8 \xF0\x9F\x98\x80\"]"},
          {R"({"a": {{ name }}, {{ name }}: 1, "b {{ name }} c": 2})",
           R"({"a": "Ada", "Ada": 1, "b Ada c": 2})"},
          {"[{{ 1.5 }}, {{ flag }}, {{ none_ }}, {{ secret('v','exact') }}, {{ secret('v','port') "
           "+ 1 }}]",
           "[1.5, false, null, 1.10, 5433]"},
          {R"(["{{ 1.5 }}{{ flag }}"])", R"(["1.5false"])"},
          {"{{ secret('v','doc') }}", R"({"a":[1,null,true],"b":"x\"y"})"},
          {"{{ secret('v','doc') | dump }}", R"({"a":[1,null,true],"b":"x\"y"})"},
          {R"(["{{ secret('v','doc') | dump }}"])",
           R"(["{\"a\":[1,null,true],\"b\":\"x\\\"y\"}"])"},
          {"[{% for x in [1, 2] %}{{ x }}{{ ', ' if not loop.last }}{% endfor %}]", "[1, 2]"},
          {"[{% set j = joiner(', ') %}{% for x in [1, 2] %}{{ j() }}{{ x }}{% endfor %}]",
           "[1, 2]"},
          {"{{ '[' ~ ']' }}", "[]"},
          {"[{{ name ~ '' }}, {{ 'a' | upper }}]", R"(["Ada", "A"])"},
          {"{{ '[1]' | safe }}", "[1]"},
          {"{% macro item(x) %}{\"n\": {{ x }}}{% endmacro %}[{{ item(name) }}, {{ item(1) }}]",
           R"([{"n": "Ada"}, {"n": 1}])"},
          {"{% set x %}[{{ name }}]{% endset %}{\"a\": {{ x }}, \"b\": \"{{ name }}\"}",
           R"({"a": ["Ada"], "b": "Ada"})"},
          {"{% set x %}a\"{{ name }}{% endset %}[{{ x | upper }}]", R"(["A\"ADA"])"},
      });
}

TEST_CASE("What JSON can't hold") {
  check_rows("json", {
                         {R"(["{{ [1] }}"])", "! slot-cannot-hold@[1]"},
                         {R"(["{{ secret('v','doc') }}"])", "! slot-cannot-hold@secret('v','doc')"},
                         {"[{{ 0 / 0 }}]", "! slot-cannot-hold@0 / 0"},
                         {"[{{ 1 / 0 }}]", "! slot-cannot-hold@1 / 0"},
                         {R"(["\{{ name }}"])", "! slot-cannot-hold@name"},
                         {R"(["\u{{ name }}"])", "! slot-cannot-hold@name"},
                         {R"(["{{ none_ }}"])", "! undefined-value@none_"},
                         {"[{{ range }}]", "! slot-cannot-hold@range"},
                     });
}

TEST_CASE("A rendered JSON file is read once more") {
  RenderTest test = with_secrets();
  CHECK(test.render("[1{{ ', ' }}]", "json").shown() == "! host-syntax@{{ ', ' }}");
  CHECK(test.render("[{{ 'x' | safe }}]", "json").shown() == "! host-syntax@{{ 'x' | safe }}");
  CHECK(test.render(R"({"a": {{ '"' | safe }} , "b": 1})", "json").shown() ==
        "! host-syntax@{{ '\"' | safe }}");
  CHECK(test.render(R"([{{ '1' | safe }}, {{ '[' | safe }}, 3, {{ '4' | safe }} ])", "json")
            .shown() == "! host-syntax@{{ '[' | safe }}");
  const auto own = test.render("[1,, {{ 2 }}]", "json");
  CHECK(own.shown() == "[1,, 2]");
  CHECK(own.warnings == std::vector<std::string>{"host-syntax@,"});
  CHECK(test.render("no island, not ours", "json").warnings.empty());
}

TEST_CASE("Secrets in formats without a lexer") {
  check_rows("unknown",
             {
                 {"a: {{ secret('v','plain') }}", "a: abc/D_1"},
                 {"a: {{ secret('v','comma') }}", "! slot-cannot-hold@secret('v','comma')"},
                 {"a: {{ secret('v','comma') | base64 }}", "a: YSxi"},
                 {"a: {{ 'x: y' }} {{ name }}", "a: x: y Ada"},
             });
  check_rows("text", {{"a: {{ secret('v','comma') }}", "a: a,b"}});
  RenderTest test = with_secrets();
  CHECK(test.render("{{ secret('v','plain') }}", "unknown").warnings ==
        std::vector<std::string>{"unknown-host-format@{{ secret('v','plain') }}"});
  CHECK(test.render("{{ secret('v','plain') }}", "text").warnings.empty());
  CHECK(test.render("{{ name }}", "unknown").warnings.empty());
}

TEST_CASE("Taint follows values") {
  const std::pair<const char*, bool> rows[] = {
      {"{{ secret('v','plain') }}", true},
      {"{{ secret('v','plain') | upper }}", true},
      {"{{ secret('v','plain') ~ 'x' }}", true},
      {"{{ secret('v','plain') == 'x' }}", true},
      {"{{ ('ab' if secret('v','plain') else 'cd') }}", false},
      {"{{ secret('v','port') + 1 }}", true},
      {"{{ -secret('v','port') }}", true},
      {"{{ secret('v','plain')[0] }}", true},
      {"{{ secret('v','plain').length }}", true},
      {"{{ secret('v','plain') | list | first }}", true},
      {"{{ [secret('v','plain'), 'a'][1] }}", false},
      {"{{ [secret('v','plain'), 'a'][0] }}", true},
      {"{{ [secret('v','plain'), 'a'] | join }}", true},
      {"{{ [secret('v','plain'), 'a'] | last }}", false},
      {"{{ secret('v','doc').b }}", true},
      {"{{ secret('v','doc').a[2] | default('x') | string }}", true},
      {"{% for c in secret('v','plain') %}{{ c }}{% endfor %}", true},
      {"{% for c in secret('v','doc').a | dump %}{{ c }}{% endfor %}", true},
      {"{% set x %}a{{ secret('v','plain') }}{% endset %}{{ x }}", true},
      {"{% set x %}a{{ secret('v','plain') }}{% endset %}{{ x | length }}", true},
      {"{% macro m(p) %}{{ p }}{% endmacro %}{{ m(secret('v','plain')) | trim }}", true},
      {"{% set u = secret('v','plain') %}{{ name }}", false},
      {"{{ secret('v','plain') is defined }}", true},
      {"{{ 'a' in secret('v','plain') }}", true},
      {"{{ [1, 2] | join(secret('v','plain')) }}", true},
      {"{% set c = cycler(secret('v','plain'), 'b') %}{{ c.next() }}", true},
  };
  for (const auto& [text, secret] : rows) {
    RenderTest test = with_secrets();
    CAPTURE(text);
    const auto outcome = test.render(text);
    CHECK(outcome.errors == std::vector<std::string>{});
    CHECK(outcome.rendered.secret == secret);
  }
}

TEST_CASE("The source map says what printed each byte") {
  RenderTest test = with_secrets();
  const auto outcome = test.render("a{{ name }}b{{ secret('v','plain') }}");
  std::string shown;
  const auto& map = outcome.rendered.map;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::size_t end =
        i + 1 < map.size() ? std::size_t{map[i + 1].begin()} : outcome.text.size();
    const Location origin = locate({outcome.program.get(), map[i].statement()});
    shown += outcome.text.substr(map[i].begin(), end - map[i].begin()) + "<" +
             std::string(origin.source->text(origin.span)) + (map[i].secret() ? "!" : "") + ">";
  }
  CHECK(shown == "a<a>Ada<{{ name }}>b<b>abc/D_1<{{ secret('v','plain') }}!>");
}

TEST_CASE("A file's name gives its format") {
  const std::vector<compiler::FormatRule> rules = {{"*.conf", "text"}, {"deploy/**", "yaml"}};
  const std::pair<const char*, const char*> rows[] = {
      {"a.json", "json"},        {"a.json.tmpl", "json"},  {"x/b.yml.j2", "yaml"},
      {".env", "dotenv"},        {".env.local", "dotenv"}, {"api.env", "dotenv"},
      {"a.http", "http"},        {"a.conf", "text"},       {"x/a.conf.njk", "text"},
      {"deploy/a.json", "yaml"}, {"notes", "unknown"},     {"a.toml.tpl", "toml"},
  };
  for (const auto& [name, format] : rows) CHECK(format_of(name, rules) == format);
  CHECK(is_format("dotenv:sh"));
  CHECK_FALSE(is_format("jsonx"));
}

TEST_CASE("JSON or not") {
  for (const char* text : {"1", "-0.5e+3", " [ ] ", "{\"a\":{\"b\":[1,{}]},\"c\":\"\\u00e9\\n\"}",
                           "\"\"", "true", "[[],[[]]]"})
    CHECK(find_json_errors(text).empty());
  const std::pair<const char*, std::size_t> rows[] = {
      {"", 0},         {"[1,]", 2},    {"{\"a\" 1}", 5},  {"{a:1}", 1},
      {"01", 1},       {"[1] x", 4},   {"\"a", 0},        {"[1 2]", 3},
      {"-", 1},        {"// c\n1", 0}, {"{\"a\":1,}", 6}, {"\"\\x\"", 2},
      {"\"a\nb\"", 2}, {"nul", 0},     {"[", 1},          {"1.", 2},
  };
  for (const auto& [text, at] : rows) {
    CAPTURE(text);
    const auto errors = find_json_errors(text);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].offset == at);
  }
  CHECK(find_json_errors(std::string(100000, '[')).size() == 1);
}

TEST_CASE("comments and commas too many don't end the reading") {
  const auto errors = find_json_errors("// a \"\n[1, /* , */ 2, ] x");
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].offset == 0);
  CHECK(errors[1].offset == 20);
  CHECK(errors[2].offset == 24);
  CHECK((!errors[0].ends && !errors[1].ends && errors[2].ends));
}
