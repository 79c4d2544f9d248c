// The compliance test suite of RFC 9535: every case, none known to fail.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/jsonpath/parse.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/jsonpath/compare.h"
#include "runtime/evaluate/jsonpath/jsonpath.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

namespace path = compiler::jsonpath;

const std::filesystem::path suite =
    std::filesystem::path(KEYPLATE_SOURCE_DIR) / "../shared/vectors/jsonpath/cts.json";

/// The member of that name; undefined where there is none.
Value at_key(const Value& dict, std::string_view name) {
  const Value* found = dict.dict().find(name);
  return found == nullptr ? Value() : *found;
}

void run_valid(const Value& test, const path::Query& query) {
  Budget budget{compiler::Limits{}};
  CallContext context(budget);
  const Value got =
      Value::list(jsonpath_matches(at_key(test, "document"), query, SIZE_MAX, context));
  CHECK(!context.failure());
  CHECK(budget.exhausted() == Budget::Limit::none);
  const Value alternatives = at_key(test, "results");
  if (alternatives.is(Kind::undefined)) {
    CHECK(json_equal(got, at_key(test, "result"), context));
    return;
  }
  bool any = false;
  for (const Value& one : alternatives.items()) any = any || json_equal(got, one, context);
  CHECK(any);
}

}  // namespace

TEST_CASE("the compliance test suite passes") {
  std::ifstream file(suite);
  if (!file) {
    WARN("skipped: there is no " << suite);
    return;
  }
  std::ostringstream text;
  text << file.rdbuf();
  const auto parsed = parse_json(text.str());
  REQUIRE(parsed);
  const Value tests = at_key(*parsed, "tests");
  CHECK(tests.items().size() >= 700);
  for (const Value& test : tests.items()) {
    const Value selector = at_key(test, "selector");
    CAPTURE(std::string(at_key(test, "name").text()), std::string(selector.text()));
    const auto query = path::parse(selector.text(), path::Dialect::rfc9535);
    const bool valid = at_key(test, "invalid_selector").is(Kind::undefined);
    CHECK(query.has_value() == valid);
    if (query && valid) run_valid(test, *query);
  }
}
