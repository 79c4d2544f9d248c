// What broken templates get: codes and spans. And that nothing, however large or deep, stops the
// parser or makes it work more than in proportion.

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "grammar/parse.h"
#include "grammar/syntax_print.h"

using keyplate::Code;
using keyplate::DiagnosticSink;
using keyplate::Source;
using keyplate::grammar::Tree;

namespace {

struct Row {
  std::string_view text;
  std::string_view diagnostics;  ///< `code begin-end` each
};

struct Parsed {
  Tree tree;
  DiagnosticSink sink;
};

Parsed parse(std::string text) {
  Parsed parsed;
  keyplate::grammar::parse(Source::file("t", std::move(text)), parsed.tree, parsed.sink);
  return parsed;
}

std::string codes(const DiagnosticSink& sink) {
  std::string out;
  for (const auto& diagnostic : sink.diagnostics()) {
    if (!out.empty()) out += ", ";
    out += std::string(info(diagnostic.code).slug) + " " + std::to_string(diagnostic.span->begin) +
           "-" + std::to_string(diagnostic.span->end);
  }
  return out;
}

void expect_diagnostics(const Row& row) {
  INFO(row.text);
  const Parsed parsed = parse(std::string(row.text));
  CHECK(codes(parsed.sink) == row.diagnostics);
  CHECK(print(parsed.tree).find("(error)") != std::string::npos);
}

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  out.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

}  // namespace

// clang-format off

TEST_CASE("broken expressions") {
  static constexpr Row rows[] = {
      {"{{ }}", "expected-expression 3-5"},
      {"{{ a + }}", "expected-expression 7-9"},
      {"{{ a + * b }}", "expected-expression 7-8"},
      {"{{ 2- }}", "expected-expression 6-8"},
      {"{{ not }}", "expected-expression 7-9"},
      {"{{ a and }}", "expected-expression 9-11"},
      {"{{ a if }}", "expected-expression 8-10"},
      {"{{ a not b }}", "expected-token 5-8"},
      {"{{ a b }}", "expected-token 5-6"},
      {"{{ 'a' 'b' }}", "expected-token 7-10"},
      {"{{ a. }}", "expected-token 6-8"},
      {"{{ a.0 }}", "expected-token 5-6"},
      {"{{ a | }}", "expected-token 7-9"},
      {"{{ a | | trim }}", "expected-token 7-8"},
      {"{{ a is }}", "expected-token 8-10"},
      {"{{ a | f.b[0] }}", "expected-token 10-11"},
      {"{{ a[1:4] }}", "expected-token 6-7"},
      {"{{ a[] }}", "expected-expression 5-6"},
      {"{{ () }}", "expected-expression 4-5"},
      {"{{ [1, ] }}", "expected-expression 7-8"},
      {"{{ [1 2, 3 }}", "expected-token 6-7, expected-token 11-13"},
      {"{{ [1, 2) + b }}", "expected-token 8-9"},
      {"{{ {1: 2} }}", "expected-token 4-5"},
      {"{{ {a 2, b: 3} }}", "expected-token 6-7"},
      {"{{ {a:{b:1}} }}", "expected-token 10-12"},
      {"{{ f(a b, c d) }}", "expected-token 7-8, expected-token 12-13"},
      {"{{ f(1, ]) }}", "expected-expression 8-9"},
      {"{{ f(x=) | (2 }}", "expected-expression 7-8, expected-token 11-12, expected-token 14-16"},
      {"{{ f(a.b=1) }}", "expected-token 5-8"},
      {"{{ f(a | , b) + }}", "expected-token 9-10, expected-expression 16-18"},
      {"{{ a) }}", "expected-token 4-5"},
      {"{{ 'abc }} and {{ x }}", "unterminated-string 3-8"},
      {"{{ f(\"abc\nx\" }}", "expected-token 13-15"},
      {"{{ f('abc\nx }}", "unterminated-string 5-9"},
      {"{{ r/abc }}", "unterminated-string 3-9"},
      {"{{ s('p, 'x') }}\n{{ s('p', 'y') }}", "expected-token 10-12"},
      {"{{ s('p', 'x) }}\n{{ s('p', 'y') }}", "unterminated-string 10-14"},
  };
  for (const Row& row : rows) expect_diagnostics(row);
}

TEST_CASE("broken islands") {
  static constexpr Row rows[] = {
      {"{{ a", "unterminated-island 0-2"},
      {"{{ a {{ b }}", "unterminated-island 0-2"},
      {"{{ f(a, {% b %}", "unterminated-island 0-2"},
      {"{% if a\n{% endif %}", "unterminated-island 0-2"},
      {"x {# a {{ b }}", "unterminated-island 2-4"},
      {"{{ a %} b", "expected-token 5-7"},
      {"{% set a = 1 -}} b", "expected-token 13-16"},
      {"{% set x = {a:{b:1}} %}", "expected-token 18-20"},
      {"a #} {{ b }}", "unexpected-block-end 2-4"},
      {"\xFF{{ a }}\xFF", "invalid-utf8 0-1"},
      {"{{ '\xC3' }}", "invalid-utf8 4-5"},
      {"{% %}", "expected-token 3-5"},
      {"{% 'a' %}", "expected-token 3-6"},
      {"{% secret 'a' 'b', 'c' %}", "expected-token 14-17"},
      {"{% secret ('a'), 'b' %}", "expected-token 15-16"},
      {"{% secret 'a', %}", "expected-expression 15-17"},
      {"{% for a.b in c %}{% endfor %}", "expected-token 8-9"},
      {"{% for 1 in c %}{% endfor %}", "expected-token 7-8"},
      {"{% for a c %}{% endfor %}", "expected-token 9-10"},
      {"{% set a.b = 1 %}", "expected-token 8-9, unclosed-block 0-17"},
      {"{% set a = %}", "expected-expression 11-13"},
      {"{% set %}{% endset %}", "expected-token 7-9"},
      {"{% macro %}{% endmacro %}", "expected-token 9-11"},
      {"{% macro f %}{% endmacro %}", "expected-token 11-13"},
      {"{% macro f(a b) %}{% endmacro %}", "expected-token 13-14"},
      {"{% macro f(a, 1) %}{% endmacro %}", "expected-token 14-15"},
      {"{% call a %}{% endcall %}", "expected-token 8-9"},
      {"{% call f() | g %}{% endcall %}", "expected-token 12-13"},
      {"{% filter %}{% endfilter %}", "expected-token 10-12"},
      {"{% include 'a' ignore %}", "expected-token 22-24"},
      {"{% import 'a' %}", "expected-token 14-16"},
      {"{% from 'a' b %}", "expected-token 12-13"},
      {"{% raw x %}{% endraw %}", "expected-token 7-8"},
  };
  for (const Row& row : rows) expect_diagnostics(row);
  CHECK(codes(parse(std::string("{{ a }}\0", 8)).sink) == "nul-byte 7-8");
}

TEST_CASE("broken blocks") {
  static constexpr Row rows[] = {
      {"{% if a %}", "unclosed-block 0-10"},
      {"{% endfor %}", "unexpected-block-end 0-12"},
      {"{% else %}", "unexpected-block-end 0-10"},
      {"{% case 1 %}", "unexpected-block-end 0-12"},
      {"{% endraw %}", "unexpected-block-end 0-12"},
      {"{% raw %}{{ a }}", "unclosed-block 0-9"},
      {"{% if a %}{% for x in y %}{% endif %}z", "unclosed-block 10-26"},
      {"{% if a %}{% endfor %}{% endif %}", "unexpected-block-end 10-22"},
      {"{% if a %}{% set b %}{% else %}{% endif %}", "unclosed-block 10-21"},
      {"{% if a %}{% else %}{% else %}{% endif %}", "unexpected-block-end 20-30"},
      {"{% if a %}{% else %}{% elif b %}{% endif %}", "unexpected-block-end 20-32"},
      {"{% if a %}{% endif b %}", "expected-token 19-20"},
      {"{% if a %}{% else b %}{% endif %}", "expected-token 18-19"},
      {"{% block a %}{% endblock b %}", "expected-token 25-26"},
      {"{% if a %}{% for x in y %}", "unclosed-block 10-26, unclosed-block 0-10"},
  };
  for (const Row& row : rows) expect_diagnostics(row);
}

// clang-format on

TEST_CASE("nesting is limited, for brackets and for blocks") {
  const auto brackets = [](std::size_t n) {
    return "{{ " + repeat("(", n) + "a" + repeat(")", n) + " }}";
  };
  CHECK(parse(brackets(64)).sink.empty());
  CHECK(codes(parse(brackets(65)).sink) == "nesting-too-deep 67-68");
  CHECK(codes(parse(brackets(100'000)).sink) == "nesting-too-deep 67-68");
  const auto blocks = [](std::size_t n) {
    return repeat("{% if a %}", n) + repeat("{% endif %}", n);
  };
  CHECK(parse(blocks(64)).sink.empty());
  CHECK(codes(parse(blocks(65)).sink) == "nesting-too-deep 640-650");
  CHECK(codes(parse(blocks(100'000)).sink) == "nesting-too-deep 640-650");
}

TEST_CASE("the parser's own stack suffices for ten times the usual nesting") {
  keyplate::grammar::ParseOptions options;
  options.nesting = 640;
  const std::string text = "{{ " + repeat("[(f(", 213) + "a" + repeat("))]", 213) + " }}";
  Tree tree;
  DiagnosticSink sink;
  keyplate::grammar::parse(Source::file("t", text), tree, sink, options);
  CHECK(sink.empty());
}

TEST_CASE("a chain of operators is limited: it nests to one side") {
  for (const std::string_view link : {" + a", ".a", "(1)", " | f", "[0]", " in a"}) {
    INFO(link);
    CHECK(parse("{{ a" + repeat(link, 500) + " }}").sink.empty());
    const Parsed parsed = parse("{{ a" + repeat(link, 20'000) + " }}");
    REQUIRE(parsed.sink.size() == 1);
    CHECK(parsed.sink.diagnostics()[0].code == Code::expression_too_long);
  }
  for (const std::string_view prefix : {"- ", "not "}) {
    const Parsed parsed = parse("{{ " + repeat(prefix, 20'000) + "a }}");
    REQUIRE(parsed.sink.size() == 1);
    CHECK(parsed.sink.diagnostics()[0].code == Code::expression_too_long);
  }
  CHECK(parse("{{ [" + repeat("1, ", 100'000) + "1] }}").sink.empty());
}

TEST_CASE("nested brackets take no more nodes than there are brackets") {
  // A grammar that parsed alternatives twice would take 2^60 steps here, and never end.
  const Parsed parsed = parse("{{ " + repeat("f([a + (", 20) + "b" + repeat(") ])", 20) + " }}");
  CHECK(parsed.sink.empty());
  CHECK(parsed.tree.exprs.size() < 60 * 4);
}

TEST_CASE("hopeless texts end after a number of diagnostics") {
  const auto give_up = [](std::string_view piece, std::size_t size) {
    INFO(piece);
    const Parsed parsed = parse(repeat(piece, size / piece.size()));
    CHECK(parsed.sink.size() == 201);
    CHECK(parsed.sink.diagnostics().back().code == Code::too_many_errors);
  };
  give_up("{%", 10'000'000);
  give_up("{{ (", 10'000'000);
  for (const std::string_view piece : {"{{ a", "{{ 'a\n", "{% if a %}", "#}{{a}}", "{#"})
    give_up(piece, 300'000);
}

TEST_CASE("large broken islands take linear time") {
  for (const std::string_view piece :
       {"(", "a ", "'", "{", "}", "[a,", "a|", "a(", "r/", "- ", "\"'"}) {
    INFO(piece);
    const Parsed parsed = parse("{{ " + repeat(piece, 300'000 / piece.size()));
    CHECK(!parsed.sink.empty());
  }
}
