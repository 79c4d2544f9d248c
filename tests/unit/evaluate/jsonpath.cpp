#include "runtime/evaluate/jsonpath/jsonpath.h"

#include <catch2/catch.hpp>
#include <string>

#include "compiler/jsonpath/parse.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/jsonpath/iregexp.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

namespace path = compiler::jsonpath;

/// One query, and how it ended.
struct Query {
  explicit Query(const Value& document, std::string_view text, compiler::Limits limits = {})
      : budget(limits) {
    CallContext context(budget);
    const auto query = path::parse(text, path::Dialect::rfc9535);
    REQUIRE(query);
    matches = jsonpath_matches(document, *query, SIZE_MAX, context);
    failure = context.failure();
  }
  Query(std::string_view json, std::string_view text) : Query(*parse_json(json), text) {}

  std::string text() {
    CallContext context(budget);
    return std::string(json_text(Value::list(matches), "", context).text());
  }

  Budget budget;
  std::vector<Value> matches;
  std::optional<std::string> failure;
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

bool valid(std::string_view text, path::Dialect dialect) {
  return path::parse(text, dialect).has_value();
}

/// The first match of a path as Insomnia takes it.
std::string first(std::string_view json, std::string_view text) {
  Budget budget{compiler::Limits{}};
  CallContext context(budget);
  const Value found = jsonpath_first(Value::string(json), text, context);
  return context.failure() ? "! " + *context.failure()
                           : std::string(to_text(found, context).text());
}

}  // namespace

TEST_CASE("matches come in the order of the document") {
  CHECK(Query(R"({"b": {"x": 1, "b": {"x": 2}}, "a": [{"x": 3}]})", "$..x").text() == "[1,2,3]");
  CHECK(Query("[[0, 1], [2, 3]]", "$..[1, 0]").text() == "[[2,3],[0,1],1,0,3,2]");
  CHECK(Query("[0, 1, 2, 3, 4]", "$[3:0:-2]").text() == "[3,1]");
}

TEST_CASE("long whole numbers are compared by their digits") {
  const char* ids = "[9007199254740992, 9007199254740993, -9007199254740993, 1e3]";
  CHECK(Query(ids, "$[?@ == 9007199254740993]").text() == "[9007199254740993]");
  CHECK(Query(ids, "$[?@ > 9007199254740992]").text() == "[9007199254740993]");
  CHECK(Query(ids, "$[?@ < -9007199254740992]").text() == "[-9007199254740993]");
  CHECK(Query(ids, "$[?@ == 1000]").text() == "[1e3]");
  CHECK(Query("[0, -0, 0.0]", "$[?@ == -0]").matches.size() == 3);
}

TEST_CASE("what JSON doesn't have is never matched") {
  Dict dict;
  dict.set("gone", Value());
  dict.set("here", Value::null());
  const Value document = Value::list({Value(), Value::dict(dict)});
  CHECK(Query(document, "$..*").matches.size() == 2);
  CHECK(Query(document, "$[0]").matches.empty());
  CHECK(Query(document, "$[:].gone").matches.empty());
  CHECK(Query(document, "$[?@.gone]").matches.empty());
  CHECK(Query(document, "$[?@.here == null]").matches.size() == 1);
}

TEST_CASE("a match is as secret as it was, and all are where a filter looked into a secret") {
  Dict user;
  user.set("name", Value::string("Ada"));
  user.set("key", Value::string("hidden", flag::secret));
  const Value document = Value::list({Value::dict(user)});
  const auto secret = [&](std::string_view text) {
    const Query query(document, text);
    REQUIRE(query.matches.size() == 1);
    return query.matches.front().secret();
  };
  CHECK_FALSE(secret("$[0].name"));
  CHECK(secret("$[0].key"));
  CHECK(secret("$[0]"));
  CHECK_FALSE(secret("$[?@.key].name"));
  CHECK_FALSE(secret("$[?@.name == 'Ada'].name"));
  CHECK_FALSE(secret("$[?count(@.*) == 2].name"));
  CHECK(secret("$[?@.key == 'hidden'].name"));
  CHECK(secret("$[?@.name != $[0].key].name"));
  CHECK(secret("$[?length(@.key) == 6].name"));
  CHECK(secret("$[?search(@.key, 'hid')].name"));
  CHECK(secret("$[?value(@..key) == 'hidden'].name"));
  CHECK(secret("$[?@ != 1].name"));
}

TEST_CASE("a secret text gives secrets") {
  Budget budget{compiler::Limits{}};
  CallContext context(budget);
  const Value text = Value::string(R"({"a": {"b": 1}})", flag::secret);
  const Value found = jsonpath_first(text, "$.a", context);
  REQUIRE(found.is(Kind::dict));
  CHECK(found.secret());
  CHECK(found.dict().find("b")->secret());
  CHECK_FALSE(jsonpath_first(text.with_flags(0), "$.a", context).secret());
}

TEST_CASE("paths as people write them for Insomnia") {
  const char* json = R"({"a": {"b-c": [1, 2], "d": "e"}, "x": [{"n": 1}, {"n": 2}]})";
  CHECK(first(json, "a.d") == "e");
  CHECK(first(json, ".a.d") == "e");
  CHECK(first(json, "['a'].d") == "e");
  CHECK(first(json, "..d") == "e");
  CHECK(first(json, "*.d") == "e");
  CHECK(first(json, " $.a.d\n") == "e");
  CHECK(first(json, "$.a.b-c[1]") == "2");
  CHECK(first(json, "$.['a'].['d']") == "e");
  CHECK(first(json, "$.x[?(@.n === 2)].n") == "2");
  CHECK(first(json, "$.x[?(@.n !== 1)].n") == "2");
  for (const char* text :
       {"a.d", " $.a", "$.a ", "$.b-c", "$.['a']", "$[?@.n===2]", "$[?@.n!==2]"}) {
    INFO(text);
    CHECK_FALSE(valid(text, path::Dialect::rfc9535));
    CHECK(valid(text, path::Dialect::insomnia));
  }
}

TEST_CASE("what could mean two things is no path in any dialect") {
  for (const char* text :
       {"", " ", "@.a", "$.a-b - c", "$[?@.a-1 == 2]", "$.-a", "$a", "$[(@.length-1)]",
        "$.a[?(@.b = 1)]", "$..", "$.x.0", "$[?@['a', 'b'] == 1]", "$.a^", "\xff"}) {
    INFO(text);
    CHECK_FALSE(valid(text, path::Dialect::insomnia));
  }
}

TEST_CASE("a path has bounds") {
  const auto nested = [](std::size_t depth) {
    return "$" + repeated("[?@", depth) + repeated("]", depth);
  };
  CHECK(valid(nested(path::max_nesting), path::Dialect::rfc9535));
  CHECK_FALSE(valid(nested(path::max_nesting + 1), path::Dialect::rfc9535));
  CHECK_FALSE(valid("$[?" + repeated("(", 100'000), path::Dialect::rfc9535));
  CHECK_FALSE(valid("$[?" + repeated("length(", 9'000), path::Dialect::rfc9535));
  CHECK_FALSE(valid("$" + repeated(".a", path::max_path_size / 2), path::Dialect::rfc9535));
  CHECK(Query("[[1]]", "$" + repeated("[0]", 20'000)).matches.empty());
  CHECK(Query("[1]", "$[?@ == 0" + repeated("||@==1", 9'000) + "]").matches.size() == 1);
}

TEST_CASE("a document as deep as documents get is followed") {
  const Value deep = *parse_json(repeated("[", max_value_depth) + repeated("]", max_value_depth));
  CHECK(Query(deep, "$..*").matches.size() == max_value_depth - 1);
  CHECK(Query(deep, "$..[?@ == value($..[?length(@) == 0])]").failure == std::nullopt);
  const std::string down = "$" + repeated("[0]", 250);
  CHECK(Query(deep, down + "[?" + down + "[?" + down + "]]").failure == std::nullopt);
  CHECK(Query(deep, down + "[?" + down + "[?" + down + "[?" + down + "]]]").failure);
  compiler::Limits limits;
  limits.steps = 1'000'000;
  const Query again(deep, "$..[?$..[?$..[?$..[?@ == 1]]]]", limits);
  CHECK(again.budget.exhausted() == Budget::Limit::steps);
}

TEST_CASE("work and memory are bounded") {
  compiler::Limits limits;
  limits.steps = 100'000;
  const Value list = *parse_json("[[[[[[[[[[[[1,1],1],1],1],1],1],1],1],1],1],1],1]");
  const Query steps(list, "$" + repeated("[0,0,0,0]", 11), limits);
  CHECK(steps.budget.exhausted() == Budget::Limit::steps);
  limits = {};
  limits.output = 1000;
  CHECK(Query(list, "$..[*,*,*,*,*,*,*,*]", limits).budget.exhausted() == Budget::Limit::output);
}

TEST_CASE("regular expressions that would take for ever are ended") {
  const std::string text = repeated("a", 40) + "!";
  const Query nested(Value::list({Value::string(text)}), "$[?match(@, '(a+)+')]");
  CHECK(nested.failure == "has a regular expression that takes too long");
  const Value big = Value::list({Value::string(repeated("a", 1 << 20))});
  CHECK(Query(big, "$[?search(@, 'a*a*a*b')]").budget.exhausted() == Budget::Limit::steps);
  CHECK(Query("[\"a\"]", "$[?match(@, 'a{70000}')]").failure ==
        "has a regular expression that is too large");
  CHECK(Query("[\"a\"]", "$[?match(@, '(((a{999}){999}){999}){999}')]").failure);
  CHECK(Query("[\"a\"]", "$[?!match(@, 'a[')]").matches.size() == 1);
}

TEST_CASE("I-Regexps become PCRE2's, and nothing else does") {
  CHECK(pcre2_syntax("a.b|[^-a-f\\]]{2,}") == "a[^\\n\\r]b|[^\\x{2d}\\x{61}-\\x{66}\\x{5d}]{2,}");
  CHECK(pcre2_syntax("(x)?\\n\\p{Lu}[\\P{N}-]#") == "(?:x)?\\x{a}\\p{Lu}[\\P{N}\\x{2d}]\\x{23}");
  CHECK(pcre2_syntax("") == "");
  CHECK(pcre2_syntax("()|") == "(?:)|");
  for (const char* text :
       {"(?i)a",      "(*UTF)", "a+?",   "a++",     "a**",        "\\d",   "\\1", "\\b",
        "[[:alpha:]", "[]",     "[^]",   "[z-a]",   "[a-b-c]",    "a{,2}", "a{",  "a}",
        "(",          ")",      "(a))(", "\\p{Lx}", "\\p{Greek}", "\\pL",  "\\",  "[a",
        "[\\d]",      "*",      "|*",    "a]",      "\xff"}) {
    INFO(text);
    CHECK_FALSE(pcre2_syntax(text));
  }
}
