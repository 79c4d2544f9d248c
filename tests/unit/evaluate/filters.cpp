#include "runtime/evaluate/filters.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <set>

#include "compiler/tables.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/text.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

/// A value in which "@undefined", "@NaN" and "@Infinity" have become what they stand for.
Value decoded(const Value& value) {
  if (value.is(Kind::string) && value.text().substr(0, 1) == "@")
    return value.text() == "@undefined" ? Value()
                                        : Value::number(text_to_number(value.text().substr(1)));
  if (value.is(Kind::list)) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(decoded(item));
    return Value::list(std::move(items));
  }
  if (!value.is(Kind::dict)) return value;
  Dict entries;
  for (const auto& entry : value.dict().entries()) entries.set(entry.key, decoded(entry.value));
  return Value::dict(std::move(entries));
}

/// The other way round, as text.
std::string shown(const Value& value) {
  std::string out;
  switch (value.kind()) {
    case Kind::undefined:
      return "\"@undefined\"";
    case Kind::list:
      for (const Value& item : value.items()) out += (out.empty() ? "" : ", ") + shown(item);
      return '[' + out + ']';
    case Kind::dict:
      for (const auto& entry : value.dict().entries())
        out += (out.empty() ? "" : ", ") + shown(entry.key) + ": " + shown(entry.value);
      return '{' + out + '}';
    case Kind::number:
      if (!std::isfinite(value.number())) return "\"@" + number_to_text(value.number()) + '"';
      return number_to_text(value.number());
    default:
      break;
  }
  Budget budget{compiler::Limits{}};
  CallContext context(budget);
  return std::string(json_text(value, "", context).text());
}

Value parsed(std::string_view json) {
  return decoded(parse_json(json).value());
}

/// A call of a filter in a context of its own.
struct Call {
  Budget budget{compiler::Limits{}};
  CallContext context{budget};
  Value result;

  Call(std::string_view filter, const Value& input, std::vector<Value> arguments = {},
       const compiler::Limits& limits = {})
      : budget(limits) {
    const std::size_t index = compiler::find_filter(filter).value();
    if (filter == "random") {
      if (arguments.empty()) arguments.push_back(Value::number(0.5));
    } else {
      arguments.resize(compiler::filters()[index].fields.size());
    }
    result = call_filter(index, input, arguments, context);
  }
  bool failed() const { return context.failure().has_value(); }
  bool exhausted() { return budget.exhausted() != Budget::Limit::none; }
  std::string text() const { return failed() ? "error" : shown(result); }
};

std::vector<Value> arguments_of(std::string_view json) {
  const Value list = parsed(json);
  return {list.items().begin(), list.items().end()};
}

}  // namespace

TEST_CASE("filters answer as Nunjucks' own") {
  std::ifstream rows(KEYPLATE_SOURCE_DIR "/tests/unit/evaluate/filters.txt");
  std::set<std::string_view> covered;
  std::size_t count = 0;
  for (std::string line; std::getline(rows, line);) {
    if (line.empty() || line[0] == '#') continue;
    INFO(line);
    const auto columns = split(line, " | ");
    REQUIRE(columns.size() == 4);
    const Call call(columns[0], parsed(columns[1]), arguments_of(columns[2]));
    const std::string expected = columns[3] == "error" ? "error" : shown(parsed(columns[3]));
    CHECK(call.text() == expected);
    covered.insert(compiler::filters()[compiler::find_filter(columns[0]).value()].name);
    ++count;
  }
  CHECK(count > 400);
  for (const auto& spec : compiler::filters()) {
    const bool alias = spec.name == "d" || spec.name == "e";
    INFO(spec.name);
    if (!spec.ours && !alias) CHECK(covered.count(spec.name) == 1);
  }
}

TEST_CASE("a row has an implementation") {
  REQUIRE(filter_implementations().size() == compiler::filters().size());
  for (const FilterImplementation& filter : filter_implementations()) CHECK(filter.call != nullptr);
  REQUIRE(test_implementations().size() == compiler::tests().size());
  for (const Test test : test_implementations()) CHECK(test != nullptr);
}

// ---- taint ----

namespace {

/// Whether every value that `value` holds is secret.
bool wholly_secret(const Value& value) {
  if (!value.secret()) return false;
  if (value.is(Kind::list)) {
    for (const Value& item : value.items())
      if (!wholly_secret(item)) return false;
  }
  if (value.is(Kind::dict)) {
    for (const auto& entry : value.dict().entries())
      if (!wholly_secret(entry.value)) return false;
  }
  return true;
}

/// Inputs of every kind; each filter takes at least one of them.
std::vector<Value> inputs() {
  return {parsed(R"("b,A c=")"),
          parsed(R"("YWJj")"),
          parsed("3.5"),
          parsed("true"),
          parsed("null"),
          parsed(R"(["b", "a"])"),
          parsed(R"([{"k": 2}, {"k": 1}])"),
          parsed(R"({"k": "v", "j": 1})"),
          Value()};
}

/// Arguments with which most filters have something to do.
std::vector<Value> arguments_for(const compiler::FilterSpec& spec) {
  std::vector<Value> arguments;
  for (const auto& field : spec.fields) {
    const bool text = field.name == "attribute" || field.name == "old" || field.name == "new";
    const bool number = field.type == compiler::FieldType::integer;
    if (text) arguments.push_back(Value::string("k"));
    if (number) arguments.push_back(Value::number(field.name == "base" ? 10 : 2));
    if (field.name == "path")
      arguments.push_back(Value::string("$.*"));
    else if (!text && !number)
      arguments.emplace_back();
  }
  return arguments;
}

}  // namespace

TEST_CASE("what comes from a secret is secret") {
  for (const auto& spec : compiler::filters()) {
    INFO(spec.name);
    int answered = 0;
    for (const Value& input : inputs()) {
      const Call call(spec.name, input.made_secret(), arguments_for(spec));
      // Of `default`, an undefined value takes nothing but the argument.
      if (call.failed() || call.result.is(Kind::undefined)) continue;
      CHECK(wholly_secret(call.result));
      CHECK_FALSE(call.result.literal());
      ++answered;
    }
    CHECK(answered > 0);
  }
}

TEST_CASE("what a secret argument decided is secret") {
  for (const auto& spec : compiler::filters()) {
    if (spec.name == "default" || spec.name == "d") continue;
    for (std::size_t i = 0; i < spec.fields.size(); ++i) {
      INFO(spec.name << " " << spec.fields[i].name);
      std::vector<Value> arguments = arguments_for(spec);
      arguments[i] = arguments[i].made_secret();
      for (const Value& input : inputs()) {
        const Call call(spec.name, input, arguments);
        if (!call.failed()) CHECK(wholly_secret(call.result));
      }
    }
  }
}

TEST_CASE("a secret taints its own element only where elements stay themselves") {
  const Value mixed = Value::list({Value::string("open"), Value::string("hidden", flag::secret)});
  CHECK_FALSE(Call("first", mixed).result.secret());
  CHECK(Call("last", mixed).result.secret());
  const Value reversed = Call("reverse", mixed).result;
  CHECK(reversed.items()[0].secret());
  CHECK_FALSE(reversed.items()[1].secret());
  CHECK(wholly_secret(Call("sort", mixed).result));
  const Value grouped = Call("groupby", mixed, {Value::string("")}).result;
  CHECK(grouped.dict().entries()[0].key.secret());
  CHECK(Call("length", mixed).result.secret());
  CHECK(Call("join", mixed).result.secret());

  const Value fallback = Value::string("hidden", flag::secret);
  CHECK_FALSE(Call("default", Value::string("x"), {fallback}).result.secret());
  CHECK(Call("default", Value(), {fallback}).result.secret());
}

TEST_CASE("marks follow a text as Nunjucks' safe strings do, but not onto a changed secret") {
  const Value marked = Call("safe", Value::string("<b> ")).result;
  CHECK(marked.flags() == (flag::safe | flag::escaped));
  CHECK(Call("trim", marked).result.flags() == (flag::safe | flag::escaped));
  CHECK(Call("lower", marked).result.flags() == 0);
  CHECK(Call("escape", marked).text() == "\"<b> \"");
  CHECK(Call("forceescape", marked).text() == "\"&lt;b&gt; \"");
  CHECK(Call("escape", Call("escape", Value::string("<")).result).text() == "\"&lt;\"");
  CHECK_FALSE(Call("escape", Value::string("<")).result.safe());
  CHECK(Call("dump", Value::string("x")).result.flags() == (flag::safe | flag::json));
  CHECK(Call("raw", Value::string("x")).result.flags() == flag::safe);

  const Value secret = Value::string(" s ", flag::secret);
  CHECK(Call("safe", secret).result.safe());
  CHECK_FALSE(Call("trim", Call("safe", secret).result).result.safe());
  CHECK_FALSE(Call("replace", marked, {Value::string("b"), secret}).result.safe());
}

TEST_CASE("what a filter made for one kind of place is marked until another changes it") {
  const Value encoded = Call("urlencode", Value::string("a b")).result;
  CHECK(encoded.flags() == flag::url_encoded);
  CHECK(Call("urlencode", Value::string("a", flag::secret)).result.flags() ==
        (flag::url_encoded | flag::secret));
  CHECK(Call("upper", encoded).result.flags() == 0);
  CHECK(Call("replace", encoded, {Value::string("a"), Value::string("&")}).result.flags() == 0);
  const Value json = Call("dump", Value::string("x")).result;
  CHECK(Call("raw", json).result.flags() == flag::safe);
  CHECK(Call("safe", json).result.flags() == (flag::safe | flag::escaped));
}

TEST_CASE("a list that holds itself twice at every level is tainted once a level") {
  Value grown = Value::list({Value::string("x")});
  for (int i = 0; i < 200; ++i) grown = Value::list({grown, grown});
  const Value secret = grown.made_secret();
  CHECK(secret.items()[0].same_object(secret.items()[1]));
  CHECK(secret.items()[0].items()[1].secret());
  CHECK_FALSE(grown.secret());
}

// ---- what Nunjucks doesn't have ----

TEST_CASE("bytes are encoded and decoded") {
  struct Row {
    const char* text;
    const char* base64;
    const char* hex;
  };
  const Row rows[] = {
      {"", "", ""},
      {"f", "Zg==", "66"},
      {"fo", "Zm8=", "666f"},
      {"foo", "Zm9v", "666f6f"},
      {"foob", "Zm9vYg==", "666f6f62"},
      {"\xC3\xA4\xC3\xBF", "w6TDvw==", "c3a4c3bf"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(Call("base64", Value::string(row.text)).result.text() == row.base64);
    CHECK(Call("hex", Value::string(row.text)).result.text() == row.hex);
    CHECK(Call("base64decode", Value::string(row.base64)).result.text() == row.text);
  }
  CHECK(Call("sha256", Value::string("abc")).result.text() ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Call("base64", Value::number(1.5)).result.text() == "MS41");
}

TEST_CASE("base64 decodes with and without padding, in both alphabets, on several lines") {
  for (const char* text : {"w6TDvw==", "w6TDvw", " w6\nTD\r\nvw == ", "Pz8_", "Pz8/"})
    CHECK_FALSE(Call("base64decode", Value::string(text)).failed());
  for (const char* text : {"w6TDvw=", "w6TDv", "w6TDvw===", "=", "w6=TDvw", "w6TD!w==", "\xC3\xA4"})
    CHECK(Call("base64decode", Value::string(text)).failed());
  CHECK(Call("base64decode", Value::string("gICA")).context.failure() ==
        "decodes bytes that are not UTF-8 text");
}

TEST_CASE("a number keeps its spelling where nothing changes it") {
  const Value id = Value::number(9007199254740992, "9007199254740993");
  CHECK(Call("dump", id).result.text() == "9007199254740993");
  CHECK(Call("int", id).result.spelling() == "9007199254740993");
  CHECK(Call("string", id).result.text() == "9007199254740993");
  CHECK(Call("abs", id).result.spelling() == "9007199254740993");
  CHECK(Call("dump", Value::number(16, "0x10")).result.text() == "16");
}

TEST_CASE("a failure says what was expected and shows no value") {
  CHECK(Call("upper", Value::number(5)).context.failure() == "expects a text, not a number");
  CHECK(Call("join", Value::string("hush")).context.failure() == "expects a list, not a text");
  CHECK(Call("select", parsed("[1]"), {Value::string("nope")}).context.failure() ==
        "names a test that there is none of");
}

TEST_CASE("a lenient context sorts and groups by what isn't there") {
  Budget budget{compiler::Limits{}};
  CallContext context(budget, compiler::Undefined::empty);
  const Value input = parsed(R"([{"k": 1}, {}])");
  const auto call = [&](std::string_view filter, std::vector<Value> arguments) {
    return shown(call_filter(compiler::find_filter(filter).value(), input, arguments, context));
  };
  CHECK(call("groupby", {Value::string("k")}) == R"({"1": [{"k": 1}], "undefined": [{}]})");
  CHECK(call("sort", {Value(), Value(), Value::string("k")}) == R"([{"k": 1}, {}])");
  CHECK_FALSE(context.failure());
}

// ---- limits ----

TEST_CASE("a result that would be huge ends the budget before it is made") {
  compiler::Limits limits;
  limits.output = 1 << 20;
  const Value text = Value::string(std::string(1000, 'a'));
  const Value long_text = Value::string(std::string(1 << 16, 'x'));
  const Value many = Value::list(std::vector<Value>(1 << 15, long_text));
  const Value big = Value::number(1e9);
  const Value items = parsed(R"(["a", "b"])");
  struct Row {
    const char* filter;
    Value input;
    std::vector<Value> arguments;
  };
  const Row rows[] = {
      {"center", text, {big}},
      {"center", text, {Value::number(1e300)}},
      {"center", text, {parsed("\"@Infinity\"")}},
      {"indent", Value::string("a\nb"), {big}},
      {"batch", items, {big, Value::string("x")}},
      {"slice", items, {big}},
      {"replace", text, {Value::string("a"), long_text}},
      {"replace", text, {Value::string(""), long_text}},
      {"join", many, {}},
      {"sum", many, {}},
      {"dump", many, {}},
      {"sort", many, {}},
      {"string", many, {}},
      {"urlencode", Value::string(std::string(1 << 19, ' ')), {}},
  };
  for (const Row& row : rows) {
    INFO(row.filter);
    CHECK(Call(row.filter, row.input, row.arguments, limits).exhausted());
  }
}

TEST_CASE("sorting many values takes n log n steps") {
  std::vector<Value> items;
  for (int i = 0; i < 20'000; ++i) items.push_back(Value::number((i * 7919) % 20'011));
  compiler::Limits limits;
  limits.steps = 1'000'000;
  Call call("sort", Value::list(items), {}, limits);
  CHECK_FALSE(call.exhausted());
  double before = -1;
  for (const Value& item : call.result.items()) {
    CHECK(item.number() >= before);
    before = item.number();
  }
}

TEST_CASE("a text full of openers is stripped in linear time") {
  CHECK(Call("striptags", Value::string(std::string(1 << 20, '<'))).result.text().size() ==
        1 << 20);
  std::string comments;
  while (comments.size() < (1 << 20)) comments += "<!--";
  CHECK(Call("striptags", Value::string(comments)).result.text().size() == comments.size());
}
