#include "runtime/evaluate/text.h"

#include <catch2/catch.hpp>

#include "runtime/evaluate/value.h"

using namespace keyplate::evaluate;

namespace {

std::string substring(std::string_view text, std::size_t begin, std::size_t end) {
  TextBuilder out;
  append_substring(text, begin, end, out);
  return std::string(out.view());
}

std::string mapped(void (*map)(std::string_view, TextBuilder&), std::string_view text) {
  TextBuilder out;
  map(text, out);
  return std::string(out.view());
}

}  // namespace

TEST_CASE("trim drops what JavaScript calls space") {
  CHECK(trim(" \t\r\n a b \v\f") == "a b");
  CHECK(trim("\xC2\xA0\xEF\xBB\xBFx\xE2\x80\xA8\xE3\x80\x80") == "x");
  CHECK(trim(" \n") == "");
  CHECK(trim("\xE2\x80\x8Bx") == "\xE2\x80\x8Bx");  // a zero-width space is none
  CHECK(trim("\x80") == "\x80");
}

TEST_CASE("substring counts UTF-16 units") {
  struct Row {
    const char* text;
    std::size_t begin, end;
    const char* expected;
  };
  const Row rows[] = {
      {"hello", 1, 3, "el"},
      {"hello", 3, 99, "lo"},
      {"hello", 9, 12, ""},
      {"hello", 3, 1, ""},
      {"stra\xC3\x9F"
       "e",
       4, 6,
       "\xC3\x9F"
       "e"},
      {"a\xF0\x9F\x98\x80"
       "b",
       1, 3, "\xF0\x9F\x98\x80"},
      {"a\xF0\x9F\x98\x80"
       "b",
       0, 2, "a\xEF\xBF\xBD"},
      {"a\xF0\x9F\x98\x80"
       "b",
       2, 4,
       "\xEF\xBF\xBD"
       "b"},
      {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 1, 3, "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xF0\x9F\x98\x80", 1, 2, "\xEF\xBF\xBD"},
  };
  for (const Row& row : rows) CHECK(substring(row.text, row.begin, row.end) == row.expected);
}

TEST_CASE("text splits into units and at separators") {
  CHECK(split_units("a\xC3\xA4") == std::vector<std::string_view>{"a", "\xC3\xA4"});
  CHECK(split_units("\xF0\x9F\x98\x80").size() == 2);
  CHECK(split("a,,b", ",") == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ",") == std::vector<std::string_view>{""});
}

TEST_CASE("text compares by UTF-16 unit") {
  CHECK(compare_text("a", "b") < 0);
  CHECK(compare_text("b", "a") > 0);
  CHECK(compare_text("a", "a") == 0);
  CHECK(compare_text("a", "ab") < 0);
  CHECK(compare_text("ab", "a") > 0);
  CHECK(compare_text("Z", "a") < 0);
  // U+1F600 begins with a surrogate, D83D, which comes before U+FF21 and U+E000.
  CHECK(compare_text("\xF0\x9F\x98\x80", "\xEF\xBC\xA1") < 0);
  CHECK(compare_text("\xEE\x80\x80", "\xF0\x9F\x98\x80") > 0);
  CHECK(compare_text("\xED\x9F\xBF", "\xF0\x9F\x98\x80") < 0);
}

TEST_CASE("case maps by Unicode's tables") {
  struct Row {
    const char* text;
    const char* upper;
    const char* lower;
  };
  const Row rows[] = {
      {"aZ09_", "AZ09_", "az09_"},
      {"stra\xC3\x9F"
       "e",
       "STRASSE",
       "stra\xC3\x9F"
       "e"},
      {"\xC3\x84\xC3\xA4\xC3\xBF", "\xC3\x84\xC3\x84\xC5\xB8", "\xC3\xA4\xC3\xA4\xC3\xBF"},
      {"\xCE\xA3\xCE\xB1\xCF\x82", "\xCE\xA3\xCE\x91\xCE\xA3", "\xCF\x83\xCE\xB1\xCF\x82"},
      {"\xCE\x91\xCE\xA3", "\xCE\x91\xCE\xA3", "\xCE\xB1\xCF\x82"},
      {"\xCE\xA3", "\xCE\xA3", "\xCF\x83"},
      {"\xCE\x91\xCE\xA3.\xCE\x91", "\xCE\x91\xCE\xA3.\xCE\x91", "\xCE\xB1\xCF\x83.\xCE\xB1"},
      {"\xCE\x91\xCE\xA3. \xCE\x91", "\xCE\x91\xCE\xA3. \xCE\x91", "\xCE\xB1\xCF\x82. \xCE\xB1"},
      {"\xD0\x96\xD0\xB6", "\xD0\x96\xD0\x96", "\xD0\xB6\xD0\xB6"},
      {"\xEF\xAC\x81", "FI", "\xEF\xAC\x81"},
      {"\xC4\xB0", "\xC4\xB0", "i\xCC\x87"},
      {"\xF0\x90\x90\xA8", "\xF0\x90\x90\x80", "\xF0\x90\x90\xA8"},
      {"\xE6\xBC\xA2\xF0\x9F\x98\x80", "\xE6\xBC\xA2\xF0\x9F\x98\x80",
       "\xE6\xBC\xA2\xF0\x9F\x98\x80"},
  };
  for (const Row& row : rows) {
    CHECK(mapped(append_upper, row.text) == row.upper);
    CHECK(mapped(append_lower, row.text) == row.lower);
  }
}
