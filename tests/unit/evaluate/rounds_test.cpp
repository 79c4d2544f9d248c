#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/evaluate/fake_world.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

/// Pieces of templates over the secrets a, b and c, in which one answer decides whether another is
/// needed.
constexpr const char* pieces[] = {
    "{{ secret('v','a') }}",
    "{% if secret('v','a') %}{% set x = secret('v','b') %}{% else %}{% set x = 'n' %}{% endif %}",
    "{% set x = secret('v','c') ~ x %}",
    "{% set y %}<{{ x }}{{ secret('v','b') | upper }}>{% endset %}{{ y }}",
    "{% for k in secret('v','doc').list %}{{ k }}{{ secret('v','a') }}{% set x = x ~ k %}{% endfor "
    "%}",
    "{% switch secret('v','b') %}{% case 'B' %}{{ x }}{% set x = 'case' %}{% default %}d{% "
    "endswitch %}",
    "{{ x if secret('v','c') == 'C' else secret('v','b') }}",
    "{% macro m(p) %}[{{ p }}{{ secret('v','b') }}]{% endmacro %}{{ m(x) }}{{ m(secret('v','a')) | "
    "lower }}",
    "{{ secret('v','missing', default=secret('v','c')) }}",
    "{{ token }}{{ _.both }}",
    "{% filter upper %}{{ x }}{{ secret('v','doc').name }}{% endfilter %}",
    "{% for k, v in secret('v','doc') %}{{ k }}{% else %}none{% endfor %}",
};

void put_secrets(RenderTest& test) {
  test.world.text("a", "A");
  test.world.text("b", "B");
  test.world.text("c", "C");
  test.world.document("doc", R"({"list": ["k", "l"], "name": "n"})");
  test.variable("token", "t{{ secret('v','c') }}")
      .variable("both", "{{ token }}{{ secret('v','a') if token }}");
}

}  // namespace

TEST_CASE("Secrets that arrive in rounds give what secrets known from the start give") {
  std::mt19937 random(42);
  for (int i = 0; i < 300; ++i) {
    std::string text = "{% set x = '0' %}";
    for (std::mt19937::result_type n = 1 + random() % 5; n > 0; --n)
      text += pieces[random() % std::size(pieces)];
    text += "{{ x }}";
    RenderTest late;
    put_secrets(late);
    const std::string by_rounds = late.render(text).shown();
    // Read everything first, in an order that nothing depends on.
    std::vector<std::string> names = {"a", "b", "c", "doc"};
    std::shuffle(names.begin(), names.end(), random);
    std::string warm;
    for (const std::string& name : names) warm += "{% set w = secret('v','" + name + "') %}";
    RenderTest early;
    put_secrets(early);
    const std::string at_once = early.render(warm + text).shown();
    CAPTURE(text);
    REQUIRE(by_rounds == at_once);
    REQUIRE(early.world.rounds[0].size() >= 4);
    for (const auto& round : late.world.rounds) {
      for (const std::string& name : round) {
        long times = 0;
        for (const auto& other : late.world.rounds)
          times += std::count(other.begin(), other.end(), name);
        REQUIRE(times == 1);
      }
    }
  }
}

TEST_CASE("Eight rounds are the most") {
  const auto chain = [](int links) {
    std::string text;
    for (int i = 1; i < links; ++i) text += "{% if secret('v','s" + std::to_string(i) + "') %}";
    text += "{{ secret('v','last') }}";
    for (int i = 1; i < links; ++i) text += "{% endif %}";
    return text;
  };
  RenderTest test;
  for (int i = 1; i < 20; ++i) test.world.text("s" + std::to_string(i), "1");
  test.world.text("last", "end");
  CHECK(test.render(chain(8)).shown() == "end");
  CHECK(test.render(chain(9)).errors ==
        std::vector<std::string>{"too-many-rounds@secret('v','last')"});
}
