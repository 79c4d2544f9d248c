#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tests/unit/evaluate/fake_world.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

/// A name may not come from a secret, so the rounds are made by conditions.
constexpr const char* rounds =
    "{% if secret('v', 'a') %}{% if secret('v', 'b') %}{{ secret('v', 'c') }}{% endif %}{% endif "
    "%}";

RenderTest with_four_secrets() {
  RenderTest test;
  test.world.text("a", "A");
  test.world.text("b", "B");
  test.world.text("c", "C");
  test.world.text("d", "D");
  return test;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    all.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

}  // namespace

TEST_CASE("No world call happens twice, however many rounds there are") {
  RenderTest test = with_four_secrets();
  test.world.files = {{"f", "text"}};
  test.world.people = {{"k", "yes"}, {"t", "no"}};
  test.world.facts = {{"arch", "\"x64\""}};
  test.variable("id", "{% uuid %}{{ secret('v', 'd') }}");
  const std::string calls =
      "{% uuid %}{% uuid 'v1' %}{{ file('f') }}{{ file('f') }}{{ prompt('t') }}"
      "{{ prompt('t', storage='k') }}{{ prompt('u', storage='k') }}{{ os('arch') }}{{ id }}{{ id "
      "}}";
  const Outcome outcome = test.render(calls + rounds + calls);
  CHECK(outcome.errors.empty());
  CHECK(test.world.rounds.size() == 3);
  CHECK(test.world.asked["file f"] == 1);
  CHECK(test.world.asked["answer k"] == 1);
  CHECK(test.world.asked["answer t"] == 2);  // two sites without a key
  CHECK(test.world.asked["fact arch"] == 1);
  CHECK(test.world.asked["now"] == 1);
  CHECK(test.world.asked["random"] == 5);  // four tags and the variable
}

TEST_CASE("Each turn of a loop and each call of a macro has an answer of its own") {
  RenderTest test = with_four_secrets();
  const Outcome outcome = test.render(
      "{% macro m(x=uuid()) %}{% uuid %}\n{{ x }}\n{{ caller() if caller }}{% endmacro %}"
      "{% for i in [1, 2] %}{% for j in [1, 2] %}{% uuid %}\n{{ m() }}{{ m() }}{% endfor %}{% "
      "endfor %}"
      "{% call m() %}{% uuid %}\n{% endcall %}{% call m() %}{% uuid %}\n{% endcall %}" +
      std::string(rounds));
  REQUIRE(outcome.errors.empty());
  const auto all = lines(outcome.text);
  CHECK(all.size() == 4 * 5 + 2 * 3 + 1);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
  CHECK(test.world.asked["random"] == 26);
}

TEST_CASE("A macro that calls itself is another call at each depth") {
  RenderTest test;
  const Outcome outcome = test.render(
      "{% macro m(n) %}{% uuid %}\n{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) "
      "}}");
  const auto all = lines(outcome.text);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == 4);
}

TEST_CASE(
    "Each macro that a method or filter calls is a call of its own, the same in every round") {
  RenderTest test = with_four_secrets();
  const std::string calls =
      "{{ [1, 2].map(m).map(m).join('') }}{{ [1, 2].map(n).join('') }}"
      "{{ 'ab'.replace(r/./g, m) }}{{ 'ab' | replace(r/./g, m) }}{{ 'ab' | replace(r/./g, m) }}"
      "{% filter replace(r/./g, m) %}ab{% endfilter %}{{ [2, 1].sort(m).length }}\n"
      "{% for i in [1, 2] %}{{ [1].map(m) }}{% endfor %}";
  const Outcome outcome = test.render(
      "{% macro m() %}{% uuid %}\n{% endmacro %}{% macro n() %}{{ m() }}{{ [1].map(m) }}{% "
      "endmacro "
      "%}" +
      calls + std::string(rounds));
  REQUIRE(outcome.errors.empty());
  CHECK(test.world.rounds.size() == 3);
  const auto all = lines(outcome.text);
  const std::set<std::string> different(all.begin(), all.end());
  CHECK(all.size() == 2 + 4 + 4 * 2 + 1 + 2 + 1);
  CHECK(different.size() == all.size());
  CHECK(test.world.asked["random"] == 4 + 4 + 4 * 2 + 1 + 2);
}

TEST_CASE("What chance decides stays, in every round, each place and turn for itself") {
  RenderTest test = with_four_secrets();
  test.options.seed = 5;
  const std::string text =
      "{% set one = range(1000) | random %}{{ one }},{{ one }}"
      "{% for i in range(4) %},{{ range(1000) | random }}{% endfor %}"
      "{% if secret('v', 'd') %},{{ range(1000) | random }}{% endif %},{{ hosts | random }}";
  const std::string once = test.variable("hosts", "{{ 7 }}").render(text).shown();
  RenderTest again = with_four_secrets();
  again.options.seed = 5;
  const Outcome outcome = again.variable("hosts", "{{ 7 }}").render(text + rounds);
  CHECK(outcome.text == once + "C");
  CHECK(outcome.errors.empty());
}

TEST_CASE("An item that chance took of a list is as secret as it was in it") {
  RenderTest test = with_four_secrets();
  CHECK(test.render("{{ ['x', secret('v', 'a')] | random }}").text.size() == 1);
  CHECK(test.render("{{ [secret('v', 'a')] | random }}").rendered.secret);
  CHECK(test.render("{{ secret('v', 'a') | random }}").rendered.secret);
  CHECK_FALSE(test.render("{{ ['x'] | random }}").rendered.secret);
}

TEST_CASE("What a macro was given in the first round it prints in the last") {
  RenderTest test = with_four_secrets();
  const Outcome outcome =
      test.render("{% set x = uuid() %}{{ x }}\n" + std::string(rounds) + "\n{{ x }}");
  const auto all = lines(outcome.text);
  CHECK(all[0] == all[2]);
}

TEST_CASE("A file that can't be read fails where it is printed, and once") {
  RenderTest test = with_four_secrets();
  const Outcome outcome = test.render("{% set x = file('gone') %}{{ 1 }}{{ x }}");
  CHECK(outcome.errors == std::vector<std::string>{"not-found@x"});
  CHECK(test.render("{% set x = file('gone') %}{{ 1 }}").errors.empty());
}

TEST_CASE("A path that comes from a secret is refused") {
  RenderTest test = with_four_secrets();
  CHECK(test.render("{{ file(secret('v', 'a')) }}").errors ==
        std::vector<std::string>{"secret-in-reference@secret('v', 'a')"});
  CHECK(test.world.asked.empty());
}

TEST_CASE("A question offers its default, hides what is masked and shows no secret") {
  RenderTest test = with_four_secrets();
  test.world.people = {{"t", "typed"}};
  const Outcome masked = test.render("{% prompt 't', 'Which?', secret('v', 'a'), mask=true %}");
  CHECK(masked.rendered.secret);
  REQUIRE(test.world.prompts.size() == 1);
  CHECK(test.world.prompts[0].label == "Which?");
  CHECK(test.world.prompts[0].fallback == "A");
  CHECK(test.world.prompts[0].secret_fallback);
  CHECK(test.world.prompts[0].hidden);
  CHECK_FALSE(test.render("{% prompt 't', '', 'x' %}").rendered.secret);
  const Outcome shown = test.render("{{ prompt('t', label=secret('v', 'a')) }}");
  CHECK(shown.messages ==
        std::vector<std::string>{"`prompt` would show its `label`, which comes from a secret"});
}

TEST_CASE("An answer that any of its questions hides is secret there") {
  RenderTest test;
  test.world.people = {{"k", "typed"}};
  const Outcome outcome =
      test.render("{{ prompt('a', storage='k') }}{{ prompt('b', storage='k', mask=true) }}");
  CHECK(outcome.rendered.secret);
  CHECK(test.world.asked["answer k"] == 1);
}

TEST_CASE("A variable that nobody uses is never evaluated") {
  constexpr const char* kinds[] = {
      "{{ secret('v', 'a') }}", "{% uuid %}",
      "{% prompt 'q' %}",       "{% file 'f' %}",
      "{% os 'arch' %}",        "{% faker 'guid' %}",
      "{{ [1, 2] | random }}",  "{% uuid 'v1' %}{{ secret('v', 'b') if now() }}",
  };
  RenderTest test = with_four_secrets();
  test.world.files = {{"f", "text"}};
  test.world.people = {{"q", "yes"}};
  for (std::size_t i = 0; i < 100; ++i)
    test.variable("v" + std::to_string(i), kinds[i % std::size(kinds)]);
  test.variable("host", "{{ name }}.org").variable("name", "acme");
  const std::string looks_at_names =
      "{{ host }}{{ v0 if none }}{{ 'v1' in _ }}{{ v2 if false }}{{ name | default(v3) }}"
      "{{ 'x' or v4 }}{% if v6 %}{% endif %}{% macro m() %}{{ v5 }}{% endmacro %}";
  CHECK(test.render(looks_at_names + "{% if false %}{{ v7 }}{% endif %}").errors.empty());
  CHECK(test.world.asked == std::map<std::string, int>{{"random", 1}});  // the condition on v6
  CHECK(test.world.rounds.empty());
  test.world.asked.clear();
  CHECK(test.render("{{ v2 }}{{ _.v10 }}{{ v8 }}").text == "yesyesA");
  CHECK(test.world.asked == std::map<std::string, int>{{"answer q", 2}});
  CHECK(test.world.rounds.size() == 1);
}

TEST_CASE("Rounds reach no site that a render without waiting doesn't") {
  constexpr const char* pieces[] = {
      "{% uuid %}",
      "{% if secret('v', 'a') == 'A' %}{% uuid %}{% else %}{{ uuid() }}{{ uuid() }}{% endif %}",
      ("{% for k in secret('v', 'doc').list %}{% uuid %}"
       "{% for i in [1, 2] %}{% faker 'guid' %}{% endfor %}{% endfor %}"),
      "{% set x = uuid() if secret('v', 'b') else '' %}{{ x }}",
      "{% macro m(p) %}{% uuid %}{{ p }}{% endmacro %}{{ m(secret('v', 'c')) }}{{ m(uuid()) }}",
      "{{ id }}{% if secret('v', 'd') %}{{ _.id }}{% endif %}",
  };
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (std::mt19937::result_type n = 1 + random() % 5; n > 0; --n)
      text += pieces[random() % std::size(pieces)];
    RenderTest late = with_four_secrets();
    RenderTest early = with_four_secrets();
    for (RenderTest* test : {&late, &early}) {
      test->world.document("doc", R"({"list": ["k", "l"]})");
      test->variable("id", "{% uuid %}{{ secret('v', 'c') }}");
    }
    std::string warm;
    for (const char* name : {"a", "b", "c", "d", "doc"})
      warm += std::string("{% set w = secret('v', '") + name + "') %}";
    INFO(text);
    CHECK(late.render(text).errors.empty());
    CHECK(early.render(warm + "{% if w %}" + text + "{% endif %}").errors.empty());
    CHECK(late.world.asked["random"] == early.world.asked["random"]);
  }
}
