#include "runtime/evaluate/value.h"

#include <catch2/catch.hpp>
#include <string>

#include "runtime/evaluate/member.h"

using namespace keyplate::evaluate;

TEST_CASE("A value keeps what it was made of") {
  CHECK(Value().is(Kind::undefined));
  CHECK(Value::boolean(true).boolean());
  CHECK(Value::number(1.5).number() == 1.5);
  CHECK(Value::number(1.1, "1.10").spelling() == "1.10");
  CHECK(Value::string("text").text() == "text");
  CHECK(Value::borrowed("outside").text() == "outside");
  CHECK(Value::list({Value::number(1), Value::string("a")}).items().size() == 2);
}

TEST_CASE("Copies share and moves leave undefined behind") {
  Value first = Value::list({Value::number(1)});
  Value second = first;
  CHECK(first.same_object(second));
  Value third = std::move(first);
  CHECK(third.same_object(second));
  CHECK(first.is(Kind::undefined));  // NOLINT(bugprone-use-after-move): this is the promise
  second = Value::null();
  CHECK(third.items()[0].number() == 1);
}

TEST_CASE("A container is secret when an element is, and its elements keep their own flags") {
  const Value list = Value::list({Value::string("open"), Value::string("hidden", flag::secret)});
  CHECK(list.secret());
  CHECK_FALSE(member(list, "0").secret());
  CHECK(member(list, "1").secret());
  CHECK(member(list, "2").secret());
  CHECK(member(list.made_secret(), "0").secret());
  CHECK(member(Value::list({Value::string("a")}), Value::number(0, flag::secret)).secret());
}

TEST_CASE("Nesting is measured") {
  Value value = Value::number(1);
  for (int i = 0; i < 5; ++i) value = Value::list({value});
  CHECK(value.depth() == 5);
  Dict dict;
  dict.set("a", value);
  CHECK(Value::dict(std::move(dict)).depth() == 6);
}

TEST_CASE("A dict finds any number of keys and keeps their order") {
  Dict dict;
  for (int i = 0; i < 1000; ++i) dict.set("key" + std::to_string(i), Value::number(i));
  dict.set("key500", Value::string("again"));
  REQUIRE(dict.size() == 1000);
  for (int i = 0; i < 1000; ++i) REQUIRE(dict.find("key" + std::to_string(i)) != nullptr);
  CHECK(dict.find("key500")->text() == "again");
  CHECK(dict.find("key1000") == nullptr);
  CHECK(dict.entries()[999].key.text() == "key999");
}

TEST_CASE("A text builder gives its text away") {
  TextBuilder builder;
  for (int i = 0; i < 100; ++i) builder.append("0123456789");
  const Value text = builder.finish(flag::secret);
  CHECK(text.text().size() == 1000);
  CHECK(text.secret());
  CHECK(builder.empty());
  CHECK(builder.finish().text().empty());
}

TEST_CASE("Characters are counted in UTF-16 code units") {
  const Value text = Value::string("a\xC3\xA9\xF0\x9F\x98\x80");
  CHECK(member(text, "length").number() == 4);
  CHECK(member(text, "1").text() == "\xC3\xA9");
  CHECK(member(text, "4").is(Kind::undefined));
}
