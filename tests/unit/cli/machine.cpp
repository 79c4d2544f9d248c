#include "cli/machine.h"

#include <time.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

using namespace keyplate;

TEST_CASE("The clock on the wall is that of TZ") {
  for (const auto& [zone, offset] : {std::pair{"UTC0", 0}, {"IST-5:30", 19800}, {"EST5", -18000}}) {
    ::setenv("TZ", zone, 1);
    const evaluate::Moment moment = cli::now();
    CHECK(moment.utc_offset == offset);
    CHECK(std::abs(moment.nanoseconds / 1'000'000'000 - ::time(nullptr)) <= 1);
  }
  ::unsetenv("TZ");
  ::tzset();
}

TEST_CASE("Random bytes differ") {
  std::array<std::uint8_t, 32> first{};
  std::array<std::uint8_t, 32> second{};
  cli::fill_random(first);
  cli::fill_random(second);
  CHECK(first != second);
}

TEST_CASE("Facts have the shapes that Node.js gives them") {
  const auto fact = [](std::string_view name) {
    return nlohmann::json::parse(cli::machine_fact(name));
  };
  CHECK(fact("platform") == "linux");
  for (const char* name : {"arch", "hostname", "release"})
    CHECK_FALSE(fact(name).get<std::string>().empty());
  CHECK(fact("freemem").get<std::uint64_t>() > 0);
  const auto user = fact("userInfo");
  CHECK(user.size() == 5);
  CHECK(user["uid"].is_number());
  CHECK(user["gid"].is_number());
  CHECK(user["username"].is_string());
  CHECK(user["homedir"].is_string());
  const auto processors = fact("cpus");
  REQUIRE_FALSE(processors.empty());
  for (const auto& one : processors) {
    CHECK(one["model"].is_string());
    CHECK(one["speed"].is_number());
    for (const char* name : {"user", "nice", "sys", "idle", "irq"})
      CHECK(one["times"][name].is_number());
  }
}
