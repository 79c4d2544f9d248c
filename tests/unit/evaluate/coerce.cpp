#include "runtime/evaluate/coerce.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

struct Fixture {
  Budget budget{compiler::Limits{}};
  CallContext context{budget};

  std::string text(const Value& value) { return std::string(to_text(value, context).text()); }
};

Value number(double value) {
  return Value::number(value);
}
Value string(std::string_view text) {
  return Value::string(text);
}
Value list(std::vector<Value> items) {
  return Value::list(std::move(items));
}
Value dict() {
  return Value::dict({});
}

class Nothing : public Function {
  Value call(std::span<const Value>, std::span<const Keyword>, CallContext&) override { return {}; }
};
Value function() {
  return Value::function(new Nothing);
}

const double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("truthiness is JavaScript's") {
  for (const Value& value : {Value::undefined(), Value::null(), Value::boolean(false), number(0),
                             number(not_a_number), string("")}) {
    CHECK_FALSE(truthy(value));
  }
  for (const Value& value :
       {Value::boolean(true), number(-1), string("0"), list({}), dict(), function()}) {
    CHECK(truthy(value));
  }
}

TEST_CASE_METHOD(Fixture, "values have the text that JavaScript gives them") {
  CHECK(text({}) == "undefined");
  CHECK(text(Value::null()) == "null");
  CHECK(text(Value::boolean(true)) == "true");
  CHECK(text(number(1e21)) == "1e+21");
  CHECK(text(Value::number(1.1, "1.10")) == "1.10");
  CHECK(text(list({number(1), Value::null(), {}, string("x"), list({number(2), number(3)})})) ==
        "1,,,x,2,3");
  CHECK(text(dict()) == "[object Object]");
  CHECK_FALSE(context.failure());
  text(list({function()}));
  CHECK(context.failure() == "a function has no text");
}

TEST_CASE_METHOD(Fixture, "a text keeps its flags and a secret stays one") {
  CHECK(to_text(Value::string("x", flag::secret | flag::safe), context).flags() ==
        (flag::secret | flag::safe));
  CHECK(to_text(Value::number(1, flag::secret), context).secret());
  CHECK(to_text(list({Value::string("x", flag::secret)}), context).secret());
}

TEST_CASE("a text that doubles in every step ends with the budget") {
  compiler::Limits limits;
  limits.steps = 10'000;
  Budget budget(limits);
  CallContext context(budget);
  Value grown = list({string("x")});
  for (int i = 0; i < 100; ++i) grown = list({grown, grown});
  to_text(grown, context);
  CHECK(budget.exhausted() != Budget::Limit::none);
}

TEST_CASE_METHOD(Fixture, "equality is JavaScript's") {
  struct Row {
    Value a, b;
    bool loose, strict;
  };
  const Value items = list({number(1)});
  const Row rows[] = {
      {number(1), number(1), true, true},
      {number(not_a_number), number(not_a_number), false, false},
      {number(1), string("1"), true, false},
      {number(0), string(""), true, false},
      {Value::boolean(true), string("1"), true, false},
      {Value::boolean(true), string("true"), false, false},
      {Value::null(), {}, true, false},
      {Value::null(), number(0), false, false},
      {Value::null(), Value::boolean(false), false, false},
      {items, items, true, true},
      {items, list({number(1)}), false, false},
      {items, string("1"), true, false},
      {items, number(1), true, false},
      {dict(), string("[object Object]"), true, false},
      {dict(), dict(), false, false},
      {dict(), list({}), false, false},
      {function(), number(1), false, false},
      {string("a"), Value::string("a", flag::safe), true, true},
  };
  for (const Row& row : rows) {
    CHECK(loosely_equal(row.a, row.b, context) == row.loose);
    CHECK(loosely_equal(row.b, row.a, context) == row.loose);
    CHECK(strictly_equal(row.a, row.b, context) == row.strict);
  }
}

TEST_CASE_METHOD(Fixture, "order is JavaScript's") {
  using Order = std::partial_ordering;
  const auto order = [this](const Value& a, const Value& b) {
    return compare(a, b, context);
  };
  CHECK((order(string("10"), string("9")) == Order::less));
  CHECK((order(string("10"), number(9)) == Order::greater));
  CHECK((order(Value::null(), number(1)) == Order::less));
  CHECK((order(Value::boolean(true), number(1)) == Order::equivalent));
  CHECK((order({}, number(1)) == Order::unordered));
  CHECK((order(string("x"), number(1)) == Order::unordered));
  CHECK((order(list({number(2)}), number(10)) == Order::less));
  CHECK((order(list({number(2)}), list({number(10)})) == Order::greater));
}

TEST_CASE_METHOD(Fixture, "addition is JavaScript's") {
  const auto sum = [this](const Value& a, const Value& b) {
    return text(add(a, b, context));
  };
  CHECK(sum(number(1), number(2)) == "3");
  CHECK(sum(number(1), string("2")) == "12");
  CHECK(sum(Value::boolean(true), Value::null()) == "1");
  CHECK(sum({}, number(1)) == "NaN");
  CHECK(sum({}, string("x")) == "undefinedx");
  CHECK(sum(list({number(1)}), list({number(2)})) == "12");
  CHECK(sum(dict(), number(1)) == "[object Object]1");
}

TEST_CASE_METHOD(Fixture, "`in` looks into lists, texts and dicts") {
  Dict entries;
  entries.set("1", string("one"));
  CHECK(contains(list({number(1)}), number(1), context));
  CHECK_FALSE(contains(list({number(1)}), string("1"), context));
  CHECK(contains(string("abc"), string("bc"), context));
  CHECK(contains(string("a1"), number(1), context));
  CHECK(contains(Value::dict(entries), number(1), context));
  CHECK_FALSE(contains(Value::dict(entries), string("one"), context));
  CHECK_FALSE(context.failure());
  contains(number(1), number(1), context);
  CHECK(context.failure() == "looks into a list, text or dict, not a number");
}
