#include "runtime/evaluate/number_format.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace keyplate::evaluate;

TEST_CASE("toFixed rounds the exact value, ties away from zero") {
  CHECK(fixed_text(1.005, 2) == "1.00");
  CHECK(fixed_text(2.5, 0) == "3");
  CHECK(fixed_text(-2.5, 0) == "-3");
  CHECK(fixed_text(0.5, 0) == "1");
  CHECK(fixed_text(0.04, 1) == "0.0");
  CHECK(fixed_text(-0.0001, 2) == "-0.00");
  CHECK(fixed_text(0, 2) == "0.00");
  CHECK(fixed_text(-0.0, 2) == "0.00");
  CHECK(fixed_text(99.995, 2) == "100.00");
  CHECK(fixed_text(999.5, 0) == "1000");
  CHECK(fixed_text(1e21, 2) == "1e+21");
  CHECK(fixed_text(123.456, 0) == "123");
  CHECK(fixed_text(5e-324, 3) == "0.000");
}

TEST_CASE("toPrecision and toExponential") {
  CHECK(precision_text(123.456, 4) == "123.5");
  CHECK(precision_text(0.00001, 1) == "0.00001");
  CHECK(precision_text(0.0000001, 2) == "1.0e-7");
  CHECK(precision_text(123456, 2) == "1.2e+5");
  CHECK(precision_text(99.99, 3) == "100");
  CHECK(precision_text(0, 3) == "0.00");
  CHECK(exponential_text(123456, 2) == "1.23e+5");
  CHECK(exponential_text(0, -1) == "0e+0");
  CHECK(exponential_text(-9.99, 1) == "-1.0e+1");
}

TEST_CASE("toString with a radix") {
  CHECK(radix_text(255, 16) == "ff");
  CHECK(radix_text(0.5, 2) == "0.1");
  CHECK(radix_text(-255.5, 16) == "-ff.8");
  CHECK(radix_text(1e21, 7) == "5135235413265003022600000");
  CHECK(radix_text(std::numeric_limits<double>::quiet_NaN(), 2) == "NaN");
}
