// What is kept of what was read, and for how long.
#include "runtime/resolve/cache.h"

#include <catch2/catch.hpp>

namespace keyplate::resolve {

using namespace std::chrono_literals;

TEST_CASE("the reader says how old is too old, an entry's own end comes first") {
  Cache cache;
  const TimePoint now{1h};
  const std::string key = cache.key({"a"});
  cache.put(key, Secret(std::string_view("v")), {}, now);
  REQUIRE(cache.find(key, 30min, now + 29min) != nullptr);
  CHECK(cache.find(key, 30min, now + 29min)->reveal() == "v");
  CHECK(cache.find(key, 30min, now + 30min) == nullptr);
  CHECK(cache.find(key, 1h, now + 30min) != nullptr);
  CHECK(cache.find(key, 0s, now) == nullptr);

  cache.put(key, Secret(std::string_view("lease")), 60s, now);
  CHECK(cache.find(key, 30min, now + 59s) != nullptr);
  CHECK(cache.find(key, 30min, now + 60s) == nullptr);
  CHECK(cache.size() == 0);

  cache.put(key, Secret(std::string_view("for ever")), std::chrono::seconds::max(), now);
  CHECK(cache.find(key, 30min, now) != nullptr);
}

TEST_CASE("a key is of its parts and of this process") {
  const Cache cache;
  const Cache other;
  CHECK(cache.key({"ab", "c"}) == cache.key({"ab", "c"}));
  CHECK(cache.key({"ab", "c"}) != cache.key({"a", "bc"}));
  CHECK(cache.key({"ab", "c"}) != cache.key({"ab", "c", ""}));
  CHECK(cache.key({"ab"}) != other.key({"ab"}));
  CHECK(cache.key({"secret-name"}).find("secret") == std::string::npos);
}

TEST_CASE("a thousand entries are kept, those that were used last") {
  Cache cache;
  const TimePoint now{1h};
  cache.put(cache.key({"first"}), Secret(std::string_view("v")), {}, now);
  for (int i = 0; i < 999; ++i)
    cache.put(cache.key({std::to_string(i)}), Secret(std::string_view("v")), {}, now);
  REQUIRE(cache.size() == 1000);
  CHECK(cache.find(cache.key({"first"}), 1h, now) != nullptr);
  cache.put(cache.key({"one more"}), Secret(std::string_view("v")), {}, now);
  CHECK(cache.size() == 1000);
  CHECK(cache.find(cache.key({"first"}), 1h, now) != nullptr);
  CHECK(cache.find(cache.key({"0"}), 1h, now) == nullptr);
  cache.purge(cache.key({"first"}));
  CHECK(cache.find(cache.key({"first"}), 1h, now) == nullptr);
}

}  // namespace keyplate::resolve
