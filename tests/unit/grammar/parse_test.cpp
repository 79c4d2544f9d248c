// What a template parses to, as s-expressions: the grammar's tables.

#include "grammar/parse.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "grammar/syntax_print.h"

using keyplate::DiagnosticSink;
using keyplate::Source;
using keyplate::grammar::ParseOptions;
using keyplate::grammar::Tree;

namespace {

struct TreeRow {
  std::string_view text;
  std::string_view tree;
};

void expect_tree(const TreeRow& row) {
  INFO(row.text);
  DiagnosticSink sink;
  Tree tree;
  keyplate::grammar::parse(Source::file("t", std::string(row.text)), tree, sink);
  for (const auto& diagnostic : sink.diagnostics()) INFO(diagnostic.message);
  CHECK(sink.empty());
  CHECK(print(tree) == row.tree);
}

/// The rows are expressions; each is parsed as `{{ expression }}`.
void expect_expression(const TreeRow& row) {
  const std::string text = "{{ " + std::string(row.text) + " }}";
  const std::string tree = "(output " + std::string(row.tree) + ")";
  expect_tree({text, tree});
}

}  // namespace

// clang-format off

TEST_CASE("operands") {
  static constexpr TreeRow rows[] = {
      {"a", "a"},
      {"'x'", "\"x\""},
      {"\"it's\"", "\"it's\""},
      {"''", "\"\""},
      {R"('a\'b')", R"("a\'b")"},
      {"'two\nlines'", "\"two\\nlines\""},
      {"'}} and %}'", "\"}} and %}\""},
      {"42", "42"},
      {"1.5", "1.5"},
      {"1.", "1"},
      {"1abc", "1abc"},
      {"true", "true"},
      {"truer", "truer"},
      {"none", "none"},
      {"null", "none"},
      {"don't", "don't"},
      {"$x", "$x"},
      {"r/a\\/b\"}}/gi", "r/a\\/b\"}}/gi"},
      {"r//", "r//"},
      {"(a)", "(group a)"},
      {"(a, b)", "(group a b)"},
      {"[]", "(list)"},
      {"[1, [2]]", "(list 1 (list 2))"},
      {"{}", "(dict)"},
      {"{a: 1, 'b c': {d: 2} }", "(dict \"a\" 1 \"b c\" (dict \"d\" 2))"},
      {"\xC2\xA0" "a\xC2\xA0", "a"},
      {"\n\ta\r\n", "a"},
      {"if", "if"},
      {"in in in", "(in in in)"},
  };
  for (const TreeRow& row : rows) expect_expression(row);
}

TEST_CASE("what stands behind an operand") {
  static constexpr TreeRow rows[] = {
      {"a.b", "(. a \"b\")"},
      {"a . b", "(. a \"b\")"},
      {"a['b'][c]", "([] ([] a \"b\") c)"},
      {"f()", "(call f)"},
      {"f(1, x)", "(call f 1 x)"},
      {"f(k=1, 2, 'q'=3)", "(call f k=1 2 q=3)"},
      {"a.b(c).d[0](e)", "(call ([] (. (call (. a \"b\") c) \"d\") 0) e)"},
      {"f(a == b)", "(call f (== a b))"},
      {"f(k=g(m=1))", "(call f k=(call g m=1))"},
      {"a | f", "(filter f a)"},
      {"a|f|g(1, k=2)", "(filter g (filter f a) 1 k=2)"},
      {"a | x.y", "(filter x.y a)"},
      {"a | f(b | g)", "(filter f a (filter g b))"},
      {"a is odd", "(is odd a)"},
      {"a is not divisibleby(3)", "(is-not divisibleby a 3)"},
      {"a is none", "(is none a)"},
      {"a is defined and b", "(and (is defined a) b)"},
  };
  for (const TreeRow& row : rows) expect_expression(row);
}

TEST_CASE("operators bind as in the JavaScript that Nunjucks prints") {
  static constexpr TreeRow rows[] = {
      {"a or b and c", "(or a (and b c))"},
      {"a or b or c", "(or (or a b) c)"},
      {"not a and b", "(and (not a) b)"},
      {"not not a", "(not (not a))"},
      {"not a == b", "(== (not a) b)"},
      {"not a + b < c", "(< (+ (not a) b) c)"},
      {"not a in b", "(not (in a b))"},
      {"not a is odd", "(not (is odd a))"},
      {"not (a == b)", "(not (group (== a b)))"},
      {"not a ** b", "(not (** a b))"},
      {"not a.b | f", "(not (filter f (. a \"b\")))"},
      {"a in b", "(in a b)"},
      {"a not in b", "(not-in a b)"},
      {"a in b not in c", "(not-in (in a b) c)"},
      {"a in b is odd", "(in a (is odd b))"},
      {"a == b is odd", "(is odd (== a b))"},
      {"a == b < c", "(== a (< b c))"},
      {"a < b == c", "(== (< a b) c)"},
      {"a === b !== c", "(!== (=== a b) c)"},
      {"a <= b", "(<= a b)"},
      {"a >= b != c", "(!= (>= a b) c)"},
      {"a ~ b + c", "(+ (~ a b) c)"},
      {"a + b - c", "(- (+ a b) c)"},
      {"a - b + c", "(+ (- a b) c)"},
      {"a + b * c", "(+ a (* b c))"},
      {"a * b / c % d", "(% (/ (* a b) c) d)"},
      {"a * b // c", "(* a (// b c))"},
      {"a % b // c", "(// (% a b) c)"},
      {"a ** b ** c", "(** (** a b) c)"},
      {"a * b ** c", "(* a (** b c))"},
      {"-a", "(neg a)"},
      {"+a", "(pos a)"},
      {"-+a", "(neg (pos a))"},
      {"-a | f", "(filter f (neg a))"},
      {"-a.b(c)", "(neg (call (. a \"b\") c))"},
      {"-2 ** 2", "(** (neg 2) 2)"},
      {"a - -b", "(- a (neg b))"},
      {"-(a + -b)", "(neg (group (+ a (neg b))))"},
      {"a if b", "(inline-if b a)"},
      {"a if b else c", "(inline-if b a c)"},
      {"a or b if c and d else e or f", "(inline-if (and c d) (or a b) (or e f))"},
      {"(a if b else c) if d", "(inline-if d (group (inline-if b a c)))"},
      {"f(a or b, -c)", "(call f (or a b) (neg c))"},
      {"a + (b or c) * d", "(+ a (* (group (or b c)) d))"},
  };
  for (const TreeRow& row : rows) expect_expression(row);
}

TEST_CASE("text and white space") {
  static constexpr TreeRow rows[] = {
      {"", ""},
      {"plain { text } }} %}", "(text \"plain { text } }} %}\")"},
      {"no island #}", "(text \"no island #}\")"},
      {"a{{ b }}c", "(text \"a\") (output b) (text \"c\")"},
      {"a {{- b -}} c", "(text \"a\") (output b) (text \"c\")"},
      {"a {%- set b = 1 -%} \r\n c", "(text \"a\") (set b = 1) (text \"c\")"},
      {"a {{-5}} c", "(text \"a\") (output 5) (text \" c\")"},
      {"a {#- b -#} c", "(text \"a\") (text \"c\")"},
      {"{# {{ b }} {% #}", ""},
      {"{#}#}", ""},
      {"{{ a -}}{# b #} c", "(output a) (text \" c\")"},
      {"{{ a -}} {{ b }}", "(output a) (output b)"},
      {"\xE3\x80\x80{{- a -}}\xE2\x80\xA8x", "(output a) (text \"x\")"},
      {"\xEF\xBB\xBFx{{ a }}", "(text \"\xEF\xBB\xBFx\") (output a)"},
      {"x\r\n{{ a }}\r\n", "(text \"x\\r\\n\") (output a) (text \"\\r\\n\")"},
      {"{% raw %}{{ x }}{% endraw %}", "(raw \"{{ x }}\")"},
      {"{% raw %}{% endraw %}", ""},
      {"{%- raw -%} a {% endraw %} b", "(raw \" a \") (text \"b\")"},
      {"{% verbatim %}{% raw %}{% endverbatim %}", "(raw \"{% raw %}\")"},
      {"{% raw %}1{% raw %}2{% endraw %}3{%endraw%}4", "(raw \"1{% raw %}2{% endraw %}3\") (text \"4\")"},
      {"{% raw %}{%- endraw %}{% endraw %}", "(raw \"{%- endraw %}\")"},
  };
  for (const TreeRow& row : rows) expect_tree(row);
}

TEST_CASE("tags and blocks") {
  static constexpr TreeRow rows[] = {
      {"{% if a %}A{% endif %}", "(if (a (text \"A\")))"},
      {"{% if a %}{% elif b %}B{% elseif c %}C{% else %}D{% endif %}",
       "(if (a) (b (text \"B\")) (c (text \"C\")) (else (text \"D\")))"},
      {"{% ifAsync a %}{% endif %}", "(if (a))"},
      {"{% if(a) %}{%endif%}", "(if ((group a)))"},
      {"{% for x in xs %}{{ x }}{% endfor %}", "(for x in xs (output x))"},
      {"{% for k, v in d | f %}{% else %}E{% endfor %}", "(for k v in (filter f d) (else (text \"E\")))"},
      {"{% asyncEach x in xs %}{% endeach %}", "(async-each x in xs)"},
      {"{% asyncAll x in xs %}{% endall %}", "(async-all x in xs)"},
      {"{% set a = 1 %}", "(set a = 1)"},
      {"{% set a, b = c if d %}", "(set a b = (inline-if d c))"},
      {"{% set a %}x{{ b }}{% endset %}", "(set a (text \"x\") (output b))"},
      {"{% set a -%} x{% endset %}", "(set a (text \" x\"))"},
      {"{% macro f(a, b=1) %}{{ a }}{% endmacro %}", "(macro f (a b=1) (output a))"},
      {"{% macro f() %}{% endmacro %}", "(macro f ())"},
      {"{% call f(1) %}x{% endcall %}", "(call-block (call f 1) () (text \"x\"))"},
      {"{% call(a, b=2) m.f() %}{% endcall %}", "(call-block (call (. m \"f\")) (a b=2))"},
      {"{% filter replace('a', 'b') %}x{% endfilter %}", "(filter-block (replace \"a\" \"b\") (text \"x\"))"},
      {"{% filter x.y %}{% endfilter %}", "(filter-block (x.y))"},
      {"{% switch a %} {% case 1 %}{% case 'b' %}B{% default %}D{% endswitch %}",
       "(switch a (1) (\"b\" (text \"B\")) (else (text \"D\")))"},
      {"{% extends 'a' %}", "(extends \"a\")"},
      {"{% include a ignore missing %}", "(include a)"},
      {"{% import 'a' as b with context %}", "(import \"a\" b)"},
      {"{% from 'a' import b as c, d without context %}", "(from \"a\" c d)"},
      {"{% block a %}x{% endblock a %}", "(block a (text \"x\"))"},
      {"{% block a %}{% block b %}{% endblock %}{% endblock %}", "(block a (block b))"},
      {"{% secret 'v', 'n', key='k' %}", "(tag secret \"v\" \"n\" key=\"k\")"},
      {"{% secret('v', 'n', key='k') %}", "(tag secret \"v\" \"n\" key=\"k\")"},
      {"{% now %}", "(tag now)"},
      {"{% uuid 'v4' | upper %}", "(tag uuid (filter upper \"v4\"))"},
      {"{% vault 'aws', 'c', '{\"a\":{\"b\":1}}' %}", "(tag vault \"aws\" \"c\" \"{\\\"a\\\":{\\\"b\\\":1}}\")"},
      {"{% x a\n, b\n%}", "(tag x a b)"},
  };
  for (const TreeRow& row : rows) expect_tree(row);
}

// clang-format on

TEST_CASE("a tree is used again for another text") {
  Tree tree;
  DiagnosticSink sink;
  keyplate::grammar::parse(Source::file("a", "{{ a }}{# c #}{% if b %}{% endif %}"), tree, sink);
  CHECK(tree.islands == 4);
  CHECK(tree.comments.size() == 1);
  keyplate::grammar::parse(Source::file("b", "{{ b }}"), tree, sink);
  CHECK(print(tree) == "(output b)");
  CHECK(tree.islands == 1);
  CHECK(tree.comments.empty());
}

TEST_CASE("escapes in strings are Nunjucks'") {
  Tree tree;
  DiagnosticSink sink;
  keyplate::grammar::parse(Source::file("a", R"({{ 'a\n\t\r\\\'\q' }})"), tree, sink);
  const auto& literal = std::get<keyplate::grammar::StringLiteral>(tree.exprs[0].node);
  CHECK(literal.escaped);
  CHECK(string_value(tree, literal) == "a\n\t\r\\'q");
}

TEST_CASE("whether a text can hold an island") {
  CHECK(keyplate::grammar::may_hold_island("a{{"));
  CHECK(keyplate::grammar::may_hold_island("{{{"));
  CHECK(keyplate::grammar::may_hold_island("a {% b"));
  CHECK(keyplate::grammar::may_hold_island("{#"));
  CHECK_FALSE(keyplate::grammar::may_hold_island(""));
  CHECK_FALSE(keyplate::grammar::may_hold_island("{"));
  CHECK_FALSE(keyplate::grammar::may_hold_island("{ { } }} %} #}"));
}
