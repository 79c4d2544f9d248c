#include "runtime/protocol/secret.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "runtime/protocol/wiping_allocator.h"

// What these tests are about: what is left in memory that was freed.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuse-after-free"
#endif

namespace keyplate::protocol {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> &&
              std::is_nothrow_move_assignable_v<Secret>);

constexpr std::string_view short_bytes = "tiny";  // fits the small-string buffer
constexpr std::string_view long_bytes = "a secret that is too long for the small-string buffer";

TEST_CASE("a secret moves and clones, and leaves nothing behind") {
  for (const std::string_view bytes : {short_bytes, long_bytes}) {
    Secret first(bytes);
    const Secret copy = first.clone();
    Secret second(std::move(first));
    CHECK(first.empty());  // NOLINT: that is the point
    CHECK(second.reveal() == bytes);
    CHECK(copy.reveal() == bytes);
    Secret third(std::string_view("older"));
    third = std::move(second);
    CHECK(third == copy);
    CHECK(second.empty());  // NOLINT
  }
}

TEST_CASE("taking over a string empties it") {
  for (const std::string_view bytes : {short_bytes, long_bytes}) {
    std::string text(bytes);
    const Secret taken(std::move(text));
    CHECK(taken.reveal() == bytes);
    CHECK(text.empty());  // NOLINT
    for (std::size_t i = 0; i < text.capacity(); ++i) CHECK(text.data()[i] == '\0');
  }
}

TEST_CASE("secrets compare by all of their bytes") {
  const Secret one(std::string_view("abc", 3));
  CHECK(one == Secret(std::string_view("abc")));
  CHECK_FALSE(one == Secret(std::string_view("abd")));
  CHECK_FALSE(one == Secret(std::string_view("ab")));
  CHECK_FALSE(one == Secret());
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

/// The bytes at `place`, which may belong to nobody. Not inlined and by way of volatile, so that
/// the compiler can't know what it looks at.
[[gnu::noinline]] bool holds(const volatile char* place, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (place[i] != bytes[i]) return false;
  }
  return true;
}

TEST_CASE("a destroyed secret is gone from its own storage, the small buffer included") {
  alignas(Secret) unsigned char storage[sizeof(Secret)];
  auto* secret = new (storage) Secret(short_bytes);
  const char* bytes = secret->reveal().data();
  REQUIRE(holds(bytes, short_bytes));
  secret->~Secret();
  CHECK_FALSE(holds(bytes, short_bytes));
}

// The allocator keeps what it needs in the first 16 bytes of a free block: look past them.
constexpr std::size_t own_use = 16;

TEST_CASE("memory that C++ frees has been wiped") {
  auto text = std::make_unique<std::string>(long_bytes);
  const char* bytes = text->data() + own_use;
  REQUIRE(holds(bytes, long_bytes.substr(own_use)));
  text.reset();
  CHECK_FALSE(holds(bytes, long_bytes.substr(own_use)));
  CHECK_FALSE(holds(bytes, long_bytes.substr(own_use, 8)));
}

TEST_CASE("an aligned block is wiped as well") {
  struct alignas(64) Block {
    char bytes[64];
  };
  auto block = std::make_unique<Block>();
  std::memcpy(block->bytes, long_bytes.data(), 40);
  const char* bytes = block->bytes + own_use;
  block.reset();
  CHECK_FALSE(holds(bytes, long_bytes.substr(own_use, 24)));
}

TEST_CASE("a wiped string wipes the buffer that it grows out of") {
  WipedString text;
  text.reserve(beyond_small_string);
  text.append(long_bytes);
  const char* bytes = text.data() + own_use;
  text.append(1000, 'x');
  CHECK_FALSE(holds(bytes, long_bytes.substr(own_use)));
}

#endif

}  // namespace
}  // namespace keyplate::protocol
