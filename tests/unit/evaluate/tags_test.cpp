#include <catch2/catch.hpp>

#include "runtime/evaluate/tags/made_up.h"
#include "tests/unit/evaluate/fake_world.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

std::string shown_of(const std::string& text) {
  return RenderTest().render(text).shown();
}

}  // namespace

TEST_CASE("base64 converts both ways in its three kinds") {
  CHECK(shown_of("{% base64 'encode', 'normal', 'h\u00e9?~>' %}") == "aMOpP34+");
  CHECK(shown_of("{% base64 'encode', 'url', '?~>?' %}") == "P34-Pw");
  CHECK(shown_of("{% base64 'encode', 'hex', '00FFfe' %}") == "AP/+");
  CHECK(shown_of("{% base64 'decode', 'normal', 'aMOpP34+' %}") == "h\u00e9?~>");
  CHECK(shown_of("{% base64 'decode', 'url', 'P34-Pw' %}") == "?~>?");
  CHECK(shown_of("{% base64 'decode', 'hex', 'AP/+' %}") == "00fffe");
  CHECK(shown_of("{{ base64('encode', 'normal', 42) }}") == "NDI=");
  CHECK(shown_of("{{ base64('encode', 'normal', '') }}|") == "|");
}

TEST_CASE("base64 never gives garbage") {
  for (const char* call :
       {"'encode', 'hex', 'f'", "'encode', 'hex', 'fg'", "'decode', 'normal', '!'",
        "'decode', 'hex', 'A'", "'decode', 'normal', '/w=='", "'decode', 'url', '_w'"}) {
    const std::string text = std::string("{{ base64(") + call + ") }}";
    CHECK_THAT(shown_of(text), Catch::StartsWith("! call-failed@base64("));
  }
}

TEST_CASE("hash knows four functions in two encodings") {
  // RFC 1321 A.5, FIPS 180-4 examples.
  CHECK(shown_of("{% hash 'md5', 'hex', 'abc' %}") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(shown_of("{% hash 'sha1', 'hex', 'abc' %}") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(shown_of("{% hash 'sha256', 'base64', 'abc' %}") ==
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  CHECK(shown_of("{% hash 'sha512', 'hex', 'abc' %}") ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST_CASE("A UUID says its version, and version 1 the time of the render") {
  CHECK(shown_of("{% uuid %}") == "00010203-0405-4607-8809-0a0b0c0d0e0f");
  // 1700000000.1234567 s is 0x1ee8338c9b41487 units of 100 ns after 15 October 1582.
  const std::string v1 = shown_of("{% uuid 'v1' %}");
  CHECK(v1.substr(14, 1) == "1");
  const std::string units = v1.substr(15, 3) + v1.substr(9, 4) + v1.substr(0, 8);
  CHECK(std::stoull(units, nullptr, 16) == 17'000'000'001'234'567ull + 0x01B21DD213814000ull);
  CHECK(v1.substr(19) == "8809-0b0b0c0d0e0f");
}

TEST_CASE("What Insomnia wraps is unwrapped, and nothing else is") {
  CHECK(shown_of("{% base64 'encode', 'normal', 'b64::YQ==::46b' %}") == "YQ==");
  CHECK(shown_of("{% base64 'encode', 'normal', 'b64::YQ==' %}") == "YjY0OjpZUT09");
  const std::string broken = "{{ hash('md5', 'hex', 'b64::!::46b') }}";
  CHECK(shown_of(broken) == "! call-failed@'b64::!::46b'");
}

TEST_CASE("A required argument that is undefined is an error where it is written") {
  CHECK(shown_of("{{ hash('md5', 'hex', missing) }}") == "! undefined-value@missing");
  CHECK(shown_of("{{ uuid(missing) }}").size() == 36);
}

TEST_CASE("A choice that is only known at run time is checked there") {
  RenderTest test;
  test.context(R"({"algorithm": "md6"})");
  const Outcome outcome = test.render("{{ hash(algorithm, 'hex', 'a') }}");
  CHECK(outcome.messages == std::vector<std::string>{"`hash` expects its `algorithm` to be one of "
                                                     "`md5`, `sha1`, `sha256`, `sha512`"});
}

TEST_CASE("What a tag makes of a secret is secret") {
  RenderTest test;
  test.world.text("a", "YQ==");
  test.world.text("version", "v4");
  for (const char* text : {"{% hash 'md5', 'hex', secret('v', 'a') %}",
                           "{% base64 'decode', 'normal', secret('v', 'a') %}",
                           "{{ uuid(secret('v', 'version')) }}"}) {
    CHECK(test.render(text).rendered.secret);
  }
  CHECK_FALSE(test.render("{% uuid %}{% hash 'md5', 'hex', 'a' %}").rendered.secret);
}

TEST_CASE("os tells facts, as JSON where it stands as a tag") {
  RenderTest test;
  test.world.facts = {{"hostname", "\"box\""},
                      {"userInfo", R"({"uid": 7, "username": "ada"})"},
                      {"freemem", "12345678901234567890"}};
  CHECK(test.render("{% os 'hostname' %}").shown() == "box");
  CHECK(test.render("{% os 'userInfo' %}").shown() == R"({"uid":7,"username":"ada"})");
  CHECK(test.render("{{ os('userInfo').username }}").shown() == "ada");
  CHECK(test.render("{% os 'freemem' %}").shown() == "12345678901234567890");
  CHECK(test.render("{{ os('userInfo', '$.username') }}").shown() == "ada");
  CHECK(test.render("{{ os('userInfo', '$.age') }}").shown() ==
        "! call-failed@os('userInfo', '$.age')");
}

TEST_CASE("jsonpath takes the first match out of a JSON text or a value") {
  RenderTest test;
  test.world.document("doc", R"({"a": [{"b": 1.50}, {"b": 2}], "n": null})");
  test.context(R"({"json": "{\"a\": [{\"b\": 1.50}, {\"b\": \"x\"}], \"n\": null}"})");
  CHECK(test.render("{% jsonpath json, '$.a[*].b' %}").shown() == "1.50");
  CHECK(test.render("{% jsonpath json, '$.a[1].b' %}").shown() == "x");
  CHECK(test.render("{% jsonpath json, 'b64::JC5hWzFd::46b' %}").shown() == R"({"b":"x"})");
  CHECK(test.render("{% jsonpath json, '$.n' %}").shown() == "null");
  CHECK(test.render("{{ jsonpath(json, '$.a') | length }}").shown() == "2");
  const Outcome secret = test.render("{{ jsonpath(secret('v', 'doc'), '$..b') }}");
  CHECK(secret.shown() == "1.50");
  CHECK(secret.rendered.secret);
  for (const char* call : {"json, '$.z'", "json, '$['", "'{', '$.z'", "json, ''"}) {
    const std::string text = std::string("{{ jsonpath(") + call + ") }}";
    CHECK_THAT(test.render(text).shown(), Catch::StartsWith("! call-failed@"));
  }
}

TEST_CASE("now is the moment at which the render began") {
  CHECK(shown_of("{% now %}") == "2023-11-14T22:13:20.123Z");
  CHECK(shown_of("{% now 'ISO-8601' %}") == "2023-11-14T22:13:20.123Z");
  CHECK(shown_of("{% now '' %}") == "2023-11-14T22:13:20.123Z");
  CHECK(shown_of("{% now 'millis' %} {{ now('ms') - 1 }}") == "1700000000123 1700000000122");
  CHECK(shown_of("{% now 'unix' %} {% now 'seconds' %} {% now 's' %}") ==
        "1700000000 1700000000 1700000000");
  CHECK(shown_of("{% now 'custom', 'yyyy-MM-dd HH:mm xxx' %}") == "2023-11-14 22:13 +00:00");
  RenderTest late;
  late.world.moment = {1'700'000'000'500'000'000, 5 * 3600 + 1800};
  CHECK(late.render("{% now 'unix' %}").shown() == "1700000001");  // rounded, as Insomnia does
  CHECK(late.render("{% now 'custom', 'd MMM HH:mm' %}").shown() == "15 Nov 03:43");
  for (const char* call : {"'custom'", "'custom', 'f'", "'custom', 'YYYY'", "'custom', ['y']"}) {
    const std::string text = std::string("{{ now(") + call + ") }}";
    CHECK_THAT(shown_of(text), Catch::StartsWith("! call-failed@now("));
  }
}

TEST_CASE("Every name of faker's row makes something up") {
  Random random(1);
  for (const std::string_view name : compiler::spec(compiler::TagId::faker).fields[0].choices) {
    INFO(name);
    const auto text = made_up(name, random, {});
    CHECK((text && !text->empty()));
  }
  CHECK_FALSE(made_up("randomNothing", random, {}));
}

TEST_CASE("faker's numbers and booleans are values, and a seed repeats them") {
  RenderTest test;
  test.options.seed = 5;
  const std::string text =
      "{{ faker('randomInt') + 1000 }} {{ faker('randomBoolean') in [true, false] }}";
  const std::string first = test.render(text).shown();
  CHECK(first.size() == 9);
  CHECK(first.ends_with(" true"));
  CHECK(test.render(text).shown() == first);
  CHECK(test.world.asked.empty());  // neither the clock nor randomness
}
