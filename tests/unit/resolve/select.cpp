#include "runtime/resolve/select.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "runtime/resolve/bytes.h"
#include "runtime/resolve/json.h"

namespace keyplate::resolve {
namespace {

using protocol::Answer;
using protocol::Reference;

/// An answer on one line: its type and its bytes, or the kind of failure and what was said.
std::string show(const Answer& answer) {
  struct {
    std::string operator()(const protocol::Text& a) {
      return "text " + std::string(a.value.reveal());
    }
    std::string operator()(const protocol::Number& a) {
      return "number " + std::string(a.spelling.reveal());
    }
    std::string operator()(const protocol::Boolean& a) { return a.value ? "true" : "false"; }
    std::string operator()(const protocol::Null&) { return "null"; }
    std::string operator()(const protocol::Document& a) {
      return "document " + std::string(a.json.reveal());
    }
    std::string operator()(const protocol::Failure& a) {
      return std::string(name(a.kind)) + ": " + a.message + (a.hint.empty() ? "" : "; " + a.hint);
    }
  } shown;
  return std::visit(shown, answer);
}

constexpr std::string_view document =
    R"({"token": "s\u00e9cret\n", "port": 1.50, "big": 12345678901234567890, "on": true, "off": false,
        "none": null, "list": [ 1 , {"deep" : "x y"} ], "a.b": "dotted", "a/b~c": "slashed", "": "empty",
        "0": "zero", "emoji": "\ud83d\ude00", "half": "\ud83d", "twice": 1, "twice": 2, "obj": { "k" : [ ] }})";

TEST_CASE("a reference chooses a value and its type") {
  struct Case {
    std::optional<std::string> key, path;
    std::string expected;
  };
  const Case cases[] = {
      {"token",
       {},
       "text s\xc3\xa9"
       "cret\n"},
      {"port", {}, "number 1.50"},
      {"big", {}, "number 12345678901234567890"},
      {"on", {}, "true"},
      {"off", {}, "false"},
      {"none", {}, "null"},
      {"list", {}, R"(document [1,{"deep":"x y"}])"},
      {"obj", {}, R"(document {"k":[]})"},
      {"a.b", {}, "text dotted"},
      {"", {}, "text empty"},
      {"twice", {}, "number 2"},
      {"emoji", {}, "text \xf0\x9f\x98\x80"},
      {{}, "list.0", "number 1"},
      {{}, "list.1.deep", "text x y"},
      {{}, "0", "text zero"},
      {{}, "/list/1/deep", "text x y"},
      {{}, "/a.b", "text dotted"},
      {{}, "/a~1b~0c", "text slashed"},
      {{}, "/", "text empty"},
      {"list.0", {}, "key-not-found: `api` has no key `list.0`; did you mean `list`?"},
      {"tokn", {}, "key-not-found: `api` has no key `tokn`; did you mean `token`?"},
      {{}, "list.7", "key-not-found: `api` has nothing at `list.7`: no `7` in an array"},
      {{}, "list.01", "key-not-found: `api` has nothing at `list.01`: no `01` in an array"},
      {{}, "/list/-", "key-not-found: `api` has nothing at `/list/-`: no `-` in an array"},
      {{}, "port.x", "key-not-found: `api` has nothing at `port.x`: no `x` in a number"},
      {{},
       "list..0",
       "config-invalid: the path `list..0` has an empty part; a dotted path is `a.b.0`, a JSON "
       "Pointer `/a/b/0`"},
      {{},
       "/a~2",
       "config-invalid: the path `/a~2` has a `~` without 0 or 1 after it; in a JSON Pointer `~0` "
       "is a tilde and "
       "`~1` a slash"},
      {"half", {}, "wrong-form: `api` has half a surrogate pair there, which no text can hold"},
      {"a", "b", "config-invalid: `key` and `path` together; use one of them"},
      {{}, {}, "text " + std::string(document)},
  };
  for (const Case& one : cases) {
    INFO(one.key.value_or("-") << " " << one.path.value_or("-"));
    CHECK(show(select(document, Reference{0, "api", one.key, one.path, {}, {}, {}})) ==
          one.expected);
  }
}

TEST_CASE("bytes that are no text need binary") {
  const std::string_view bytes("\x00\xff\xfe", 3);
  const auto choose = [&](std::string_view value, std::optional<std::string> key,
                          std::optional<std::string> binary) {
    return show(select(value, Reference{0, "b", std::move(key), {}, {}, {}, std::move(binary)}));
  };
  CHECK(choose(bytes, {}, {}) ==
        "wrong-form: `b` is not UTF-8 text; binary='base64' or binary='hex' gives its bytes");
  CHECK(choose(bytes, {}, "base64") == "text AP/+");
  CHECK(choose(bytes, {}, "hex") == "text 00fffe");
  CHECK(choose("text", {}, "hex") == "text 74657874");
  CHECK(choose(bytes, {}, "rot13") ==
        "config-invalid: `rot13` is no way to write bytes; `binary` is `base64` or `hex`");
  CHECK(choose(R"({"a":"x"})", "a", "hex") == "text 78");
  CHECK(choose(R"({"a":1})", "a", "hex") ==
        "wrong-form: what `a` chooses in `b` is a number; `binary` is for the bytes of a string");
  CHECK(choose(bytes, "a", {}) ==
        "wrong-form: `b` is not JSON; `key` and `path` choose inside of JSON");
  CHECK(choose("[1]", "a", {}) == "wrong-form: `b` is an array; `key` takes a member of an object");
}

TEST_CASE("JSON is read strictly") {
  for (const std::string_view good : {"{}", " [ ] ", "0", "-0", "1e5", "-1.5E-3", "\"\"",
                                      "\"\\u0041\"", "null", "{\"a\":{\"b\":[1,2,3]}}"}) {
    INFO(good);
    CHECK(parse_json(good));
  }
  for (const std::string_view bad :
       {"",           " ",       "{",       "}",         "[1,]",
        "{\"a\":1,}", "{\"a\"}", "{a:1}",   "01",        "1.",
        ".5",         "+1",      "1e",      "- 1",       "tru",
        "nulll",      "\"",      "\"\\x\"", "\"\\u12\"", "\"\n\"",
        "1 2",        "[1] x",   "'a'",     "NaN",       "\xef\xbb\xbf{}",
        "\"\xff\""}) {
    INFO(bad);
    CHECK_FALSE(parse_json(bad));
  }
  CHECK_FALSE(parse_json(std::string_view("1\0", 2)));
}

TEST_CASE("JSON that nests too deep is refused, not followed") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(parse_json(nested(512)));
  CHECK_FALSE(parse_json(nested(513)));
  CHECK_FALSE(parse_json(nested(1000000)));
}

TEST_CASE("base64 and back") {
  const struct {
    std::string_view bytes, text;
  } cases[] = {{"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
               {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe\xfd", "//79"}};
  for (const auto& one : cases) {
    CHECK(to_base64(one.bytes) == one.text);
    CHECK(from_base64(one.text) == one.bytes);
  }
  for (const std::string_view bad :
       {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Z g=", "Zm9v\n"}) {
    INFO(bad);
    CHECK_FALSE(from_base64(bad));
  }
}

}  // namespace
}  // namespace keyplate::resolve
