#include "runtime/evaluate/tags/date_pattern.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "runtime/evaluate/json.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

std::string unquoted(const std::string& json) {
  return std::string(parse_json(json).value().text());
}

}  // namespace

TEST_CASE("Patterns give what date-fns 2.30.0 gives") {
  std::ifstream rows(KEYPLATE_SOURCE_DIR "/tests/unit/evaluate/date_patterns.txt");
  std::string line;
  int count = 0;
  while (std::getline(rows, line)) {
    if (line.starts_with('#')) continue;
    std::istringstream columns(line);
    std::string zone, time, pattern, offset, expected;
    std::getline(columns, zone, '\t');
    std::getline(columns, time, '\t');
    std::getline(columns, pattern, '\t');
    std::getline(columns, offset, '\t');
    std::getline(columns, expected, '\t');
    INFO(line);
    const auto formatted =
        format_date(unquoted(pattern), {std::stoll(time) * 1'000'000, std::stoi(offset)});
    CHECK((formatted ? std::string(formatted->text()) : "!") ==
          (expected == "!" ? "!" : unquoted(expected)));
    ++count;
  }
  CHECK(count > 300);
}

TEST_CASE("Moments before 1970 and far away have a date") {
  const auto date = [](std::int64_t seconds) {
    return std::string(iso_text({seconds * 1'000'000'000, 0}).text());
  };
  CHECK(date(-1) == "1969-12-31T23:59:59.000Z");
  CHECK(date(-2'208'988'800) == "1900-01-01T00:00:00.000Z");
  CHECK(date(9'000'000'000) == "2255-03-14T16:00:00.000Z");
  CHECK(std::string(iso_text({-1, 0}).text()) == "1969-12-31T23:59:59.999Z");
}
