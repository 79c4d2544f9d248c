#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
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
    // Methods, of which some change what is shared.
    "{% set l = [x] %}{% for k in secret('v','doc').list %}{% set n = l.push(k ~ secret('v','a')) "
    "%}{% endfor %}{{ l.join('+') }}{{ l.length }}",
    "{% set s = ['s'] %}{% if secret('v','b') %}{% set n = s.unshift(secret('v','c'), x) %}{% "
    "endif "
    "%}{{ s.reverse() | join }}{% set x = s.pop() %}",
    "{{ [secret('v','b'), 'M', secret('v','a'), x].sort().join() }}",
    "{% macro q(v, i) %}{{ i }}{{ v }}{{ secret('v','c') }}{% endmacro %}{{ [x, "
    "secret('v','b')].map(q)"
    ".join('') }}{{ ['q', x].filter(q).length }}",
    "{{ secret('v','doc').list.concat(x).indexOf('l') }}{{ x.split('').length }}",
    "{% set d = secret('v','doc').list %}{% set n = d.push(x) %}{{ d }}{{ secret('v','doc').list "
    "}}",
    "{{ x.padStart(3, secret('v','b')).toLowerCase() }}",
    // Regular expressions, which remember where they were.
    "{% macro r(v) %}<{{ v }}{{ secret('v','b') }}>{% endmacro %}{{ "
    "secret('v','a').replace(r/[A-Z]/g, r) "
    "}}{{ 'ab' | replace(r/b/, x) }}",
    "{% set e = r/./g %}{% if e.exec(secret('v','c')) %}{{ e.lastIndex }}{% endif %}{{ "
    "e.test('xy') "
    "}}{{ e.lastIndex }}",
    "{{ secret('v','b').match(r/(?<l>\\w)/).groups.l }}{{ x.search(r/0/) }}",
    // Tags.
    "{% uuid %}",
    "{% set u = uuid() %}{{ u }}{% if secret('v','a') %}{{ u }}{% uuid 'v1' %}{% endif %}{{ u }}",
    "{% macro w() %}{% uuid %}{{ secret('v','b') }}{% endmacro %}{{ ['k', 'l'].map(w).join('') "
    "}}{{ w() }}",
    "{{ id }}{% if secret('v','c') %}{{ _.id }}{% endif %}",
    "{% base64 'encode', 'normal', secret('v','b') %}{{ hash('md5', 'hex', x) }}",
    "{{ secret('v','doc') | jsonpath('$.list[1]') }}{% jsonpath secret('v','doc'), '$.name' %}",
    "{{ [['p', secret('v','a')] | random, 'p'].length }}{{ [x] | random }}",
    "{% file 'f' %}{{ prompt('q', storage='k') }}{% prompt secret('v','missing', default='q'), "
    "storage='k' %}",
};

void put_secrets(RenderTest& test) {
  test.world.text("a", "A");
  test.world.text("b", "B");
  test.world.text("c", "C");
  test.world.document("doc", R"({"list": ["k", "l"], "name": "n"})");
  test.variable("token", "t{{ secret('v','c') }}")
      .variable("both", "{{ token }}{{ secret('v','a') if token }}")
      .variable("id", "{% uuid %}{{ secret('v','a') }}");
  test.world.files = {{"f", "text"}};
  test.world.people = {{"k", "yes"}};
}

/// Whether a UUID begins at `at`.
bool is_uuid(const std::string& text, std::size_t at) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() - at < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool is_digit =
        std::string_view("0123456789abcdef").find(text[at + i]) != std::string_view::npos;
    if (form[i] == 'x' ? !is_digit : text[at + i] != '-') return false;
  }
  return true;
}

/// The text with each UUID replaced by which it is of those in it: they are made in another order.
std::string numbered(const std::string& text) {
  constexpr std::size_t uuid_size = 36;
  std::map<std::string, std::size_t> known;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (is_uuid(text, at)) {
      out += "#" +
             std::to_string(known.emplace(text.substr(at, uuid_size), known.size()).first->second);
      at += uuid_size;
    } else {
      out += text[at++];
    }
  }
  return out;
}

/// A template that has learned some of the secrets before it comes to `text`, or while it waits for
/// what `text` asks for: all at once, or each in a round of its own.
std::string after_others(const std::string& text, std::mt19937& random) {
  std::vector<std::string> names = {"a", "b", "c", "doc"};
  std::shuffle(names.begin(), names.end(), random);
  names.resize(random() % (names.size() + 1));
  std::string before;
  std::string behind;
  const auto way = random() % 3;
  for (const std::string& name : names) {
    const std::string read = "secret('v','" + name + "')";
    before += way == 0 ? "{% set w = " + read + " %}" : "{% if " + read + " %}";
    behind += way == 0 ? "" : "{% endif %}";
  }
  return way == 1 ? before + text + behind : before + behind + text;
}

}  // namespace

TEST_CASE("Secrets that arrive in rounds give what secrets known from the start give") {
  std::mt19937 random(42);
  for (int i = 0; i < 300; ++i) {
    std::string text = "{% set x = '0' %}";
    for (std::mt19937::result_type n = 1 + random() % 5; n > 0; --n)
      text += pieces[random() % std::size(pieces)];
    text += "{{ x }}";
    CAPTURE(text);
    RenderTest late;
    put_secrets(late);
    const std::string by_rounds = numbered(late.render(text).shown());
    for (int order = 0; order < 4; ++order) {
      RenderTest early;
      put_secrets(early);
      const std::string warm = after_others(text, random);
      CAPTURE(warm);
      REQUIRE(numbered(early.render(warm).shown()) == by_rounds);
    }
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

TEST_CASE("Every piece renders by itself") {
  for (const char* piece : pieces) {
    CAPTURE(piece);
    RenderTest test;
    put_secrets(test);
    CHECK(test.render("{% set x = '0' %}" + std::string(piece)).errors.empty());
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
