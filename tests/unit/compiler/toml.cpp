#include "compiler/toml.h"

#include <fmt/core.h>

#include <catch2/catch.hpp>

namespace keyplate::compiler {
namespace {

struct Parsed {
  SourcePtr source;
  TomlTable table;
  std::vector<Diagnostic> diagnostics;
};

Parsed parse(std::string text) {
  DiagnosticSink sink;
  Parsed parsed;
  parsed.source = Source::file("keyplate.toml", std::move(text));
  parsed.table = parse_toml(parsed.source, sink);
  parsed.diagnostics = sink.take();
  return parsed;
}

std::string print(const TomlTable& table);

std::string print(const TomlValue& value) {
  if (const auto* text = value.as<TomlString>()) return "'" + text->text + "'";
  if (const auto* integer = value.as<TomlInteger>())
    return fmt::format("{}:{}", integer->value, integer->spelling);
  if (const auto* number = value.as<TomlFloat>()) return "float:" + number->spelling;
  if (const auto* date = value.as<TomlDate>()) return "date:" + date->spelling;
  if (const auto* boolean = value.as<bool>()) return *boolean ? "true" : "false";
  if (const auto* table = value.as<TomlTable>()) return print(*table);
  std::string out = "[";
  for (const TomlValue& element : *value.as<TomlArray>())
    out += (out.size() > 1 ? " " : "") + print(element);
  return out + "]";
}

std::string print(const TomlTable& table) {
  std::string out = "{";
  for (const TomlEntry& entry : table)
    out += (out.size() > 1 ? " " : "") + entry.key + "=" + print(entry.value);
  return out + "}";
}

TEST_CASE("a document keeps its order and its spellings") {
  struct Row {
    const char* text;
    const char* printed;
  };
  const Row rows[] = {
      {"", "{}"},
      {"b = 1\na = 2\n", "{b=1:1 a=2:2}"},
      {"[z]\nx = 1\n[a]\n[z.y]\n", "{z={x=1:1 y={}} a={}}"},
      {"a.c = 1\na.b = 2\n", "{a={c=1:1 b=2:2}}"},
      {"[[o]]\nx = 1\n[[o]]\ny = 2\n", "{o=[{x=1:1} {y=2:2}]}"},
      {"x = 0x1F\ny = 1_000\nz = -7\n", "{x=31:0x1F y=1000:1_000 z=-7:-7}"},
      {"x = 1.50\ny = 1e3\n", "{x=float:1.50 y=float:1e3}"},
      {"x = 1979-05-27\ny = 07:32:00\nz = 1979-05-27 07:32:00Z\n",
       "{x=date:1979-05-27 y=date:07:32:00 z=date:1979-05-27 07:32:00Z}"},
      {"x = [true, [1], {a = 'b'}]\n", "{x=[true [1:1] {a='b'}]}"},
      {"x = \"a\\tb\\u00e9\\U0001F600\\\"\"\n", "{x='a\tb\u00e9\U0001F600\"'}"},
      {"x = 'C:\\n'\n", "{x='C:\\n'}"},
      {"x = \"\"\"\na\\\n   b\nc\"\"\"\n", "{x='ab\nc'}"},
      {"x = \"\"\"a\"\"\"\"\"\ny = '''b''''\n", "{x='a\"\"' y='b''}"},
      {"x = '''\r\na\r\nb'''\r\ny = 1\r\n", "{x='a\nb' y=1:1}"},
      {"\xEF\xBB\xBFx = 1\n", "{x=1:1}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Parsed parsed = parse(row.text);
    CHECK(parsed.diagnostics.empty());
    CHECK(print(parsed.table) == row.printed);
  }
}

/// Every key and value, as spanned.
void collect(const Parsed& parsed, const TomlValue& value, std::string& out);

void collect(const Parsed& parsed, const TomlTable& table, std::string& out) {
  for (const TomlEntry& entry : table) {
    out += std::string(parsed.source->text(entry.key_span)) + ";";
    collect(parsed, entry.value, out);
  }
}

void collect(const Parsed& parsed, const TomlValue& value, std::string& out) {
  out += std::string(parsed.source->text(value.span)) + ";";
  if (const auto* table = value.as<TomlTable>()) collect(parsed, *table, out);
  if (const auto* list = value.as<TomlArray>())
    for (const TomlValue& element : *list) collect(parsed, element, out);
}

TEST_CASE("spans hold exactly what was written") {
  struct Row {
    const char* text;
    const char* spanned;
  };
  const Row rows[] = {
      {"a = 1", "a;1;"},
      {"\xEF\xBB\xBF\"\u00e9\" = 'x' # y\n", "\"\u00e9\";'x';"},
      {"\u00e9 = 1\n", ""},
      {"a = [ \"\u00e9\u00e9\", '\U0001F600', 12 ] \n",
       "a;[ \"\u00e9\u00e9\", '\U0001F600', 12 ];\"\u00e9\u00e9\";'\U0001F600';12;"},
      {"[a.\"b ]\"] # c\nx.y = 1\n", "a;[a.\"b ]\"];\"b ]\";[a.\"b ]\"];x;x;y;1;"},
      {"[[o]]\nx = { y = 2 }\n", "o;[[o]];[[o]];x;{ y = 2 };y;2;"},
      {"a = \"\"\"\nx\n\"\"\"\r\nb = 2\r\n", "a;\"\"\"\nx\n\"\"\";b;2;"},
      {"a = [[1], [{b = 2}]]\n", "a;[[1], [{b = 2}]];[1];1;[{b = 2}];{b = 2};b;2;"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Parsed parsed = parse(row.text);
    std::string spanned;
    collect(parsed, parsed.table, spanned);
    CHECK(spanned == row.spanned);
  }
}

TEST_CASE("each byte of a string knows where it was written") {
  const std::string text = "x = \"a\\u00e9b\"\ny = \"\"\"\r\n\\\n  c\r\nd\"\"\"\"\n";
  const Parsed parsed = parse(text);
  const auto& x = *find(parsed.table, "x")->as<TomlString>();
  CHECK(x.text ==
        "a\u00e9"
        "b");
  CHECK(x.offsets == std::vector<std::uint32_t>{5, 6, 6, 12, 13});
  const auto& y = *find(parsed.table, "y")->as<TomlString>();
  CHECK(y.text == "c\nd\"");
  REQUIRE(y.offsets.size() == 5);
  CHECK(text[y.offsets[0]] == 'c');
  CHECK(text.substr(y.offsets[1], 1) == "\n");
  CHECK(text[y.offsets[2]] == 'd');
  CHECK(text.substr(y.offsets[4]) == "\"\"\"\n");
}

TEST_CASE("what is no TOML is said where it is") {
  const auto repeated = [](const char* part, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += part;
    return out;
  };
  struct Row {
    std::string text;
    std::uint32_t begin;
    const char* slug;
    const char* message;
  };
  const Row rows[] = {
      {"a = \n", 4, "toml-syntax", "expected value here"},
      {"a = hvs.CAESIJ\n", 4, "toml-syntax", "this is no TOML value; a string needs quotes"},
      {"a = \"x\nb = 1\n", 6, "toml-syntax", nullptr},
      {"[a\n", 2, "toml-syntax", "expected ']' here"},
      {"a = 99999999999999999999\n", 24, "toml-syntax", "this number does not fit in 64 bits"},
      {"a = 1\nb = 2\na = 3\n", 12, "duplicate-key", "`a` is set a second time"},
      {"x = { a = 1, \"a\" = 2 }\n", 13, "duplicate-key", "`\"a\"` is set a second time"},
      {"[a]\n[b]\n[a]\n", 8, "duplicate-key", "`[a]` is set a second time"},
      {"a = \"\xFF\"\n", 5, "toml-syntax",
       "this byte is not UTF-8; a workspace file is UTF-8 text"},
      {std::string("a = 1\n\0b = 2\n", 13), 6, "toml-syntax", nullptr},
      {"a = " + repeated("[", 100'000), 68, "toml-syntax", "nested more than 64 levels deep"},
      {"a = " + repeated("{a=", 100'000), 196, "toml-syntax", "nested more than 64 levels deep"},
      {repeated("a.", 100'000) + "a = 1\n", 31, "toml-syntax", "a key has 16 parts at most"},
      {"[" + repeated("a.", 100'000) + "a]\n", 32, "toml-syntax", "a key has 16 parts at most"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text.substr(0, 40));
    const Parsed parsed = parse(row.text);
    CHECK(parsed.table.empty());
    REQUIRE(parsed.diagnostics.size() == 1);
    const Diagnostic& only = parsed.diagnostics.front();
    CHECK(only.span->begin == row.begin);
    CHECK(info(only.code).slug == row.slug);
    if (row.message != nullptr) CHECK(only.message == row.message);
  }
}

TEST_CASE("dots in strings and comments are no key") {
  std::string dots = "a = '";
  for (int i = 0; i < 100; ++i) dots += "x.";
  dots += "'\n# ";
  for (int i = 0; i < 100; ++i) dots += "[.";
  CHECK(parse(dots + "\n").diagnostics.empty());
}

}  // namespace
}  // namespace keyplate::compiler
