#include "runtime/evaluate/json.h"

#include <catch2/catch.hpp>

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

std::string rewritten(std::string_view text) {
  Budget budget{compiler::Limits{}};
  CallContext context(budget);
  const auto value = parse_json(text);
  return value ? std::string(json_text(*value, "", context).text()) : value.error().message;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("JSON keeps its order and spelling") {
  for (const char* text :
       {R"({"b":1,"a":[true,false,null],"c":{}})", "12345678901234567890", "1.10", "1E+2", "-0",
        R"("\u0001\"\\\n")", "[]", "\"\xF0\x9F\x98\x80/\""}) {
    CHECK(rewritten(text) == (std::string_view(text) == "-0" ? "0" : text));
  }
  CHECK(rewritten(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
  CHECK(rewritten(R"("\ud83d\ude00")") == "\"\xF0\x9F\x98\x80\"");
}

TEST_CASE("what is not JSON is an error that shows none of it") {
  CHECK(rewritten("hunter2") == "not JSON at byte 1");
  CHECK(rewritten("[1,]") == "not JSON at byte 4");
  CHECK(rewritten("") == "not JSON at byte 1");
  CHECK(rewritten("1 2") == "not JSON at byte 3");
  CHECK(rewritten("[NaN]") == "not JSON at byte 2");
  CHECK(rewritten("\"\\ud83d\"").substr(0, 8) == "not JSON");
  CHECK(rewritten("\"\xFF\"").substr(0, 8) == "not JSON");
  CHECK(rewritten("1e999").substr(0, 8) == "not JSON");
}

TEST_CASE("JSON nests only so deep") {
  CHECK(rewritten(nested(256)) == nested(256));
  CHECK(rewritten(nested(257)) == "nested more than 256 deep");
  CHECK(rewritten(std::string(1'000'000, '[')) == "nested more than 256 deep");
}

TEST_CASE("every part of a secret document is secret") {
  const Value value = parse_json(R"({"a":["x"],"b":[]})", flag::secret).value();
  CHECK(value.secret());
  CHECK(value.dict().find("a")->items()[0].secret());
  CHECK(value.dict().find("b")->secret());
  CHECK(value.dict().entries()[0].key.secret());
}
