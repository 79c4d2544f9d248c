#include "runtime/evaluate/methods.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tests/unit/evaluate/fake_world.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

/// What a template prints; secrets take a second round.
std::string rendered(const std::string& text) {
  RenderTest test;
  test.world.text("a", "A");
  test.world.document("doc", R"({"list": [1, [2, 3]], "n": 1})");
  return test.render(text).shown();
}

/// Whether an expression is taken for one that tells of a secret.
bool is_secret(const std::string& set, const std::string& expression) {
  const std::string shown = rendered("{% set s = secret('v', 'a') %}{% set n = s.length %}" + set +
                                     "{{ secret('v', " + expression + ") }}");
  return shown.find("secret-in-reference") != std::string::npos;
}

}  // namespace

TEST_CASE("docs/language.md lists every method") {
  std::ifstream file(KEYPLATE_SOURCE_DIR "/docs/language.md");
  std::stringstream page;
  page << file.rdbuf();
  for (const MethodTable& table : method_tables()) {
    std::string row = "| " + std::string(table.receiver) + " | ";
    for (const MethodRow& method : table.rows) {
      row += (&method == table.rows.data() ? "`" : ", `") + std::string(method.name) + "`";
    }
    INFO(row);
    CHECK(page.str().find(row + " |\n") != std::string::npos);
  }
}

TEST_CASE("what a method makes of a secret is secret") {
  for (const char* expression : {"s.slice(0)",
                                 "s.split('')[0]",
                                 "s.split('').join('')",
                                 "s.length.toFixed(0)",
                                 "s.replace(r/./, 'x')",
                                 "'x'.replace('x', s)",
                                 "'x'.concat(s)",
                                 "'x'.padEnd(n)",
                                 "s.match(r/./)[0]",
                                 "s.match(r/./).index",
                                 "r/(?<g>.)/.exec(s).groups.g",
                                 "r/x/.test(s).toString()",
                                 "'abc'.at(n)",
                                 "['a', 'b'].at(n)",
                                 "['a', 'b'].slice(n)[0]",
                                 "['a', s].join('')",
                                 "['a', s].concat(['b']).toString()",
                                 "[s].pop()",
                                 "['a'].indexOf(s)",
                                 "[[s]].flat()[0]",
                                 "{a: s}.toString()",
                                 "'a'.repeat(n)",
                                 "['a', 'b'].splice(n)[0]",
                                 "['a', 'b'].sort(r_)[0]",
                                 "'abc'.replace(r/b/, m)",
                                 "['a'].map(m)[0]",
                                 "['a', 'b'].filter(m)[0]",
                                 "['a'].find(m)",
                                 "['a', 'b'].reduce(m)"}) {
    INFO(expression);
    CHECK(
        is_secret("{% macro m(x) %}{{ s }}{% endmacro %}{% macro r_(a, b) %}{{ n }}{% endmacro %}",
                  expression));
  }
  CHECK_FALSE(is_secret("", "['x', s].at(0)"));
  CHECK_FALSE(is_secret("", "['x', s].slice(0, 1)[0]"));
  CHECK_FALSE(is_secret("", "'x'.concat('y')"));
}

TEST_CASE("a secret in a list is seen from wherever the list is") {
  const std::string shared =
      "{% set l = ['x'] %}{% set alias = l %}{% set d = {l: l} %}{% set f = l.join %}";
  for (const char* change : {"l.push(s)", "alias.unshift(s)", "d.l.splice(0, 0, s)", "l.fill(s)"}) {
    for (const char* expression : {"alias.join('')", "d.l.toString()", "f('')", "d | dump",
                                   "[l].flat().join('')", "alias.length", "l.slice().join('')"}) {
      INFO(change << " " << expression);
      CHECK(is_secret(shared + "{% set done = " + change + " %}", expression));
    }
  }
  CHECK(is_secret("{% set l = ['x', 'y'] %}{% set done = l.splice(n, 1) %}", "l[0]"));
  CHECK(is_secret("{% set l = ['x', s] %}{% set done = l.sort() %}", "l[0]"));
  CHECK_FALSE(is_secret("{% set l = ['x'] %}{% set done = l.push('y') %}", "l.join('')"));
}

TEST_CASE("a list changes once, in however many rounds") {
  CHECK(rendered("{% set l = [] %}{% set done = l.push(1) %}{{ l.length }}"
                 "{{ secret('v', 'a') }}{% set done = l.push(2) %}{{ l }}") == "1A1,2");
  const std::string change = "{% set done = d.list.push(4) %}{% set done = d.list[1].reverse() %}";
  CHECK(rendered("{% set d = secret('v', 'doc') %}" + change +
                 "{{ d | dump }} {{ secret('v', 'doc').list | dump }} {{ secret('v', 'a') }}") ==
        "{\"list\":[1,[3,2],4],\"n\":1} [1,[3,2],4] A");
}

TEST_CASE("a method of what is not read yet waits for it") {
  CHECK(rendered("{{ secret('v', 'a').toLowerCase() }}{{ 'x'.concat(secret('v', 'a')) }}") ==
        "axA");
  CHECK(rendered("{% macro m(x) %}{{ x }}{{ secret('v', 'a') }}{% endmacro %}"
                 "{{ [1, 2].map(m).join('-') }} {{ 'b'.replace('b', m) }} {{ [2, 1].sort(m) }}") ==
        "1A-2A bA 2,1");
}
