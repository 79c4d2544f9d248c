#include "runtime/evaluate/number.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace keyplate::evaluate;

TEST_CASE("numbers print as JavaScript prints them") {
  struct Row {
    double value;
    const char* text;
  };
  const Row rows[] = {
      {0.0, "0"},
      {-0.0, "0"},
      {1, "1"},
      {-1.5, "-1.5"},
      {0.1 + 0.2, "0.30000000000000004"},
      {100, "100"},
      {1e20, "100000000000000000000"},
      {1e21, "1e+21"},
      {1.5e300, "1.5e+300"},
      {123456789012345680000.0, "123456789012345680000"},
      {1e-6, "0.000001"},
      {1e-7, "1e-7"},
      {1.25e-9, "1.25e-9"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {9007199254740993.0, "9007199254740992"},
      {0.000123, "0.000123"},
      {4294967296, "4294967296"},
      {std::numeric_limits<double>::infinity(), "Infinity"},
      {-std::numeric_limits<double>::infinity(), "-Infinity"},
      {std::numeric_limits<double>::quiet_NaN(), "NaN"},
  };
  for (const Row& row : rows) CHECK(number_to_text(row.value) == row.text);
}

TEST_CASE("texts become numbers as JavaScript reads them") {
  struct Row {
    const char* text;
    const char* number;  // printed
    const char* float_;
    const char* int_;
  };
  const Row rows[] = {
      {"", "0", "NaN", "NaN"},
      {"  42\n", "42", "42", "42"},
      {"\xC2\xA0"
       "7",
       "7", "7", "7"},
      {"3.5", "3.5", "3.5", "3"},
      {".5", "0.5", "0.5", "NaN"},
      {"5.", "5", "5", "5"},
      {".", "NaN", "NaN", "NaN"},
      {"1e3", "1000", "1000", "1"},
      {"1e", "NaN", "1", "1"},
      {"1e+", "NaN", "1", "1"},
      {"12px", "NaN", "12", "12"},
      {"-1.5", "-1.5", "-1.5", "-1"},
      {"+8", "8", "8", "8"},
      {"--8", "NaN", "NaN", "NaN"},
      {"0x1F", "31", "0", "31"},
      {"-0x1F", "NaN", "0", "-31"},
      {"0b101", "5", "0", "0"},
      {"0o17", "15", "0", "0"},
      {"0x", "NaN", "0", "NaN"},
      {"Infinity", "Infinity", "Infinity", "NaN"},
      {"-Infinityx", "NaN", "-Infinity", "NaN"},
      {"inf", "NaN", "NaN", "NaN"},
      {"nan", "NaN", "NaN", "NaN"},
      {"1e400", "Infinity", "Infinity", "1"},
      {"1e-400", "0", "0", "1"},
      {"1e99999999999999999999", "Infinity", "Infinity", "1"},
      {"0e99999999999999999999", "0", "0", "0"},
      {"1_000", "NaN", "1", "1"},
      {"12345678901234567890", "12345678901234567000", "12345678901234567000",
       "12345678901234567000"},
      {"a,b", "NaN", "NaN", "NaN"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(number_to_text(text_to_number(row.text)) == row.number);
    CHECK(number_to_text(parse_float(row.text)) == row.float_);
    CHECK(number_to_text(parse_int(row.text, 0)) == row.int_);
  }
  CHECK(text_to_number(std::string(400, '9')) == std::numeric_limits<double>::infinity());
  CHECK(text_to_number("0." + std::string(400, '0') + "1e+20") == 0);
  CHECK(text_to_number(std::string(400, '9') + "e-399") > 9.9);
}

TEST_CASE("parseInt takes a radix") {
  CHECK(parse_int("101", 2) == 5);
  CHECK(parse_int("ff", 16) == 255);
  CHECK(parse_int("0xff", 16) == 255);
  CHECK(parse_int("z", 36) == 35);
  CHECK(parse_int("129", 8) == 10);
  CHECK(std::isnan(parse_int("1", 1)));
  CHECK(std::isnan(parse_int("1", 37)));
  CHECK(to_int32(4294967298.0) == 2);
  CHECK(to_int32(-1.9) == -1);
  CHECK(to_int32(std::numeric_limits<double>::quiet_NaN()) == 0);
}

TEST_CASE("JSON's own number spelling is recognised") {
  for (const char* text : {"0", "-0", "1.50", "1e5", "1E+05", "12345678901234567890"}) {
    INFO(text);
    CHECK(is_json_number(text));
  }
  for (const char* text : {"", "-", "01", "+1", "1.", ".5", "0x10", "1_000", "1e", "NaN", "1 "}) {
    INFO(text);
    CHECK_FALSE(is_json_number(text));
  }
}
