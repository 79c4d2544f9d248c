#include <catch2/catch.hpp>

#include "tests/unit/evaluate/fake_world.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

struct Row {
  const char* text;
  const char* output;
};

constexpr const char* context = R"({"name": "Ada", "n": 3, "price": 1.10, "big": 9007199254740993,
  "list": [1, "two", [3]], "user": {"name": "Bo", "tags": ["x", "y"]}, "none_": null, "yes": true, "empty": ""})";

void check_rows(std::initializer_list<Row> rows,
                compiler::Undefined undefined = compiler::Undefined::error) {
  for (const Row& row : rows) {
    RenderTest test;
    test.options.undefined = undefined;
    CAPTURE(row.text);
    CHECK(test.context(context).render(row.text).shown() == row.output);
  }
}

}  // namespace

TEST_CASE("Expressions mean what they mean in JavaScript") {
  check_rows({
      {"a{{ name }}b", "aAdab"},
      {"{{ 1 + 2 * 3 }} {{ '1' + 2 }} {{ 7 // 2 }} {{ 7 % 4 }} {{ 2 ** 3 }} {{ 1 / 4 }}",
       "7 12 3 3 8 0.25"},
      {"{{ price }} {{ big }} {{ price + 1 }}", "1.10 9007199254740993 2.1"},
      {"{{ 'a' ~ 1 ~ true }}", "a1true"},
      {"{{ user.name }} {{ user['name'] }} {{ list[1] }} {{ list[2][0] }} {{ list.length }}",
       "Bo Bo two 3 3"},
      {"{{ list }} {{ user }}", "1,two,3 [object Object]"},
      {"{{ 1 == '1' }} {{ 1 === '1' }} {{ 2 > 10 }} {{ '2' > '10' }}", "true false false true"},
      {"{{ not yes }} {{ -n }} {{ +'4' }}", "false -3 4"},
      {"{{ name or 'x' }} {{ empty or 'x' }} {{ empty and 'x' }}|", "Ada x |"},
      {"{{ 'a' if yes }}{{ 'b' if not yes }}{{ 'c' if empty else 'd' }}", "ad"},
      {"{{ 'two' in list }} {{ 'd' in name }} {{ 'name' in user }} {{ 9 not in list }}",
       "true true true true"},
      {"{{ [1, 2] | join('-') }} {{ {a: 1, 'b': [2]} | dump }}", "1-2 {\"a\":1,\"b\":[2]}"},
      {"{{ name | upper | lower }} {{ missing | default('x') }}", "ada x"},
      {"{{ name is defined }} {{ missing is defined }} {{ 4 is even }} {{ 4 is not even }}",
       "true false true false"},
      {"{{ _.user.name }} {{ _['n'] }} {{ 'user' in _ }}", "Bo 3 true"},
      {"{{ (1, 2) }}", "2"},
  });
}

TEST_CASE("Branches and loops") {
  check_rows({
      {"{% if n > 2 %}a{% elif yes %}b{% else %}c{% endif %}", "a"},
      {"{% if empty %}a{% elif yes %}b{% else %}c{% endif %}", "b"},
      {"{% for x in list %}{{ loop.index }}{{ loop.first }}{{ x }};{% endfor %}",
       "1true1;2falsetwo;3false3;"},
      {"{% for x in [] %}a{% else %}b{% endfor %}{% for x in missing %}a{% else %}b{% endfor %}",
       "bb"},
      {"{% for k, v in user %}{{ k }}={{ v }};{% endfor %}", "name=Bo;tags=x,y;"},
      {"{% for a, b in [[1, 2], [3, 4]] %}{{ a + b }},{% endfor %}", "3,7,"},
      {"{% for x in 'abc' %}{{ x }}.{% endfor %}", "a.b.c."},
      {"{% for x in user %}a{% else %}b{% endfor %}", "b"},
      {"{% for x in [1,2] %}{% for y in [1,2] %}{{ loop.revindex }}{% endfor %}{{ loop.last }}{% "
       "endfor %}",
       "21false21true"},
      {"{% for i in range(3) %}{{ i }}{% endfor %}", "012"},
      {"{% for i in range(3) %}{{ loop | dump if loop.last }}{% endfor %}",
       R"({"index":3,"index0":2,"revindex":1,"revindex0":0,"first":false,"last":true,"length":3})"},
      {"{% switch n %}{% case 1 %}a{% case 3 %}b{% default %}c{% endswitch %}", "b"},
      {"{% switch n %}{% case 3 %}{% case 4 %}b{% default %}c{% endswitch %}", "b"},
      {"{% switch n %}{% case 1 %}a{% default %}c{% endswitch %}", "c"},
  });
}

TEST_CASE("Names are visible where Nunjucks makes them visible") {
  check_rows({
      {"{% set x = 1 %}{{ x }}{% set x, y = 2 %}{{ x }}{{ y }}", "122"},
      {"{% set x %}a{{ n }}{% endset %}[{{ x }}]{{ x | upper }}", "[a3]A3"},
      {"{% set x = 1 %}{% for i in [1,2] %}{% set x = i %}{% endfor %}{{ x }}", "2"},
      {"{% for i in [1,2] %}{% set z = i %}{% endfor %}{{ z is defined }}", "false"},
      {"{% for i in [1,2,3] %}{{ z }}{% set z = i %}{% endfor %}", "! undefined-value@z"},
      {"{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }};{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ "
       "m(b=5, a=4) }}{{ m(1,2,3,4) }}",
       "121;131;454;123;"},
      {"{% set x = 1 %}{% macro m() %}{{ x }}{% set x = 5 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}",
       "151"},
      {"{% for i in [7] %}{% macro m() %}{{ i is defined }}{% endmacro %}{{ m() }}{% endfor %}",
       "false"},
      {"{% macro m(name) %}{{ name is defined }}{% endmacro %}{{ m() }}", "false"},
      {"{% macro m(t) %}<{{ caller(t) }}>{% endmacro %}{% call(z) m(1) %}{{ z }}{{ name }}{% "
       "endcall %}",
       "<1Ada>"},
      {"{% macro w() %}({{ caller() }}){% endmacro %}{% for i in [1,2] %}{% call w() %}{{ i }}{% "
       "endcall %}{% endfor %}",
       "(1)(2)"},
      {"{% filter upper %}a{{ name }}{% endfilter %}", "AADA"},
      {"{% set c = cycler('a','b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}", "aba"},
      {"{% set j = joiner('-') %}{% for i in [1,2,3] %}{{ j() }}{{ i }}{% endfor %}", "1-2-3"},
      {"{% macro f(k) %}{% if k > 0 %}{{ k }}{{ f(k - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
       "321"},
      {"{% if yes %}{% set q = 1 %}{% endif %}{{ q }}", "1"},
  });
}

TEST_CASE("Undefined values") {
  check_rows({
      {"{{ missing }}", "! undefined-value@missing"},
      {"{{ none_ }}", "! undefined-value@none_"},
      {"{{ user.nope.deep }}", "! undefined-value@user.nope.deep"},
      {"{{ 'a' ~ missing }}", "! undefined-value@missing"},
      {"{{ missing + 1 }}", "! undefined-value@missing"},
      {"{{ missing == 1 }}{% if missing %}{% endif %}", "false"},
      {"{{ missing() }}", "! not-callable@missing"},
      {"{{ missing }}{{ none_ }}{{ nope }}",
       "! undefined-value@missing undefined-value@none_ undefined-value@nope"},
  });
  check_rows({{"a{{ missing }}{{ none_ }}{{ user.nope.deep }}b", "ab"}},
             compiler::Undefined::empty);
  RenderTest test;
  test.options.undefined = compiler::Undefined::empty;
  test.world.document("doc", R"({"a": 1})");
  CHECK(test.render("{{ secret('v', 'doc').typo }}").shown() ==
        "! undefined-value@secret('v', 'doc').typo");
}

TEST_CASE("What is not there yet says so") {
  check_rows({
      {"{% cookie 'u', 'n' %}", "! needs-app@{% cookie 'u', 'n' %}"},
  });
}

TEST_CASE("Variables are templates, evaluated once and only when used") {
  RenderTest test;
  test.world.text("a", "A");
  test.variable("token", "{{ secret('v', 'a') }}").variable("unused", "{{ secret('v', 'b') }}");
  test.variable("both", "{{ token }}-{{ _.token }}").variable("number", "8080");
  CHECK(test.render("{{ both }} {{ both }} {{ number + 1 }}").shown() == "A-A A-A 80801");
  CHECK(test.world.rounds == std::vector<std::vector<std::string>>{{"v/a"}});

  RenderTest cycle;
  cycle.variable("x", "{{ y }}").variable("y", "{{ x }}");
  CHECK(cycle.render("{{ x }}").shown() == "! variable-cycle@{{ y }}");

  RenderTest self;
  self.variable("path", "/bin").variable("path", "{{ path }}:/x").variable("path", "{{ path }}:/y");
  CHECK(self.render("{{ path }}").shown() == "/bin:/x:/y");
}

TEST_CASE("Secrets are read at once, each once, in as few rounds as they depend on each other") {
  RenderTest test;
  test.world.text("a", "b");
  test.world.text("b", "c");
  test.world.text("yes", "1");
  const auto outcome = test.render(
      "{{ secret('v','a') ~ secret('v','b') }}{{ secret('v','a') | upper }}"
      "{% if secret('v','yes') %}{% set x = secret('v','b') %}{% else %}{{ secret('v','never') "
      "}}{% endif %}{{ x }}");
  CHECK(outcome.shown() == "bcBc");
  CHECK(test.world.rounds == std::vector<std::vector<std::string>>{{"v/a", "v/b", "v/yes"}});
  CHECK(outcome.rendered.secret);
}

TEST_CASE("A failed read is an error at every tag that prints it, and the others go on") {
  RenderTest test;
  test.world.text("a", "A");
  test.world.failure("denied", protocol::ErrorKind::permission_denied, "no");
  const auto outcome = test.render(
      "{{ secret('v','gone') }}{% set d = secret('v', 'denied') %}{{ d }}{{ secret('v','a') }}{{ d "
      "| upper }}");
  CHECK(outcome.errors.size() == 3);
  CHECK(test.render("{{ secret('v','gone', default='x') }}").shown() == "x");
  CHECK(test.render("{{ secret('v','denied', default='x') }}").errors.size() == 1);
  CHECK(test.render("{{ secret('v','a', default=secret('v','never')) }}").shown() == "A");
  CHECK(test.world.rounds.back() == std::vector<std::string>{"v/a"});
}

TEST_CASE("A reference that comes from a secret is refused") {
  RenderTest test;
  test.world.text("a", "b");
  test.world.text("b", "c");
  CHECK(test.render("{{ secret('v', secret('v', 'a')) }}").shown() ==
        "! secret-in-reference@secret('v', 'a')");
  CHECK(test.render("{% set n = secret('v','a') %}{{ secret('v', 'x', key=n | upper) }}").errors ==
        std::vector<std::string>{"secret-in-reference@n | upper"});
  test.variable("n", "{{ secret('v','a') }}x");
  CHECK(test.render("{{ secret('v', n) }}").errors ==
        std::vector<std::string>{"secret-in-reference@n"});
}

TEST_CASE("Answers keep their type") {
  RenderTest test;
  test.world.document("doc", R"({"port": 5432, "hosts": ["x", "y"], "on": true, "rate": 1.50})");
  test.world.number("doc#port", "5432");
  CHECK(test.render("{{ secret('v','doc').hosts[1] }} {{ secret('v','doc').rate }}").shown() ==
        "y 1.50");
  CHECK(test.render("{{ secret('v','doc', key='port') + 1 }}").shown() == "5433");
  CHECK(test.render("{% for h in secret('v','doc').hosts %}{{ h }}{% endfor %}").shown() == "xy");
}

TEST_CASE("Limits end a render with a diagnostic that names the setting") {
  RenderTest test;
  test.options.limits.steps = 1000;
  CHECK(test.render("{% for i in range(100000) %}{{ i }}{% endfor %}").errors.size() == 1);
  CHECK(test.render("{% for i in range(100) %}{% for j in range(100) %}x{% endfor %}{% endfor %}")
            .errors.size() == 1);
  test.options.limits = {};
  test.options.limits.output = 1000;
  CHECK(test.render("{% for i in range(100) %}0123456789abcdef{% endfor %}").errors.size() == 1);
  CHECK(test.render(
                "{% set s = 'ab' %}{% for i in range(40) %}{% set s = s ~ s %}{% endfor %}{{ s }}")
            .errors.size() == 1);
  test.options.limits = {};
  CHECK(test.render("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}").errors.size() == 1);
  test.options.limits.references = 2;
  for (const char* name : {"a", "b", "c"}) test.world.text(name, name);
  CHECK(test.render("{{ secret('v','a') }}{{ secret('v','b') }}{{ secret('v','a') }}").shown() ==
        "aba");
  CHECK(test.render("{{ secret('v','a') }}{{ secret('v','b') }}{{ secret('v','c') }}")
            .errors.size() == 1);
}
