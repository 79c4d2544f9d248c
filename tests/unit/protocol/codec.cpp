#include "runtime/protocol/codec.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "tests/unit/protocol/messages.h"

namespace keyplate::protocol {
namespace {

constexpr std::size_t length_size = 4;

std::string_view body(const WipedString& frame) {
  return std::string_view(frame).substr(length_size);
}

TEST_CASE("every message comes back from its bytes with every field") {
  for (const Request& request : all_requests()) {
    const WipedString frame = encode(request);
    const auto decoded = decode_request(body(frame));
    REQUIRE(decoded);
    CHECK(decoded->index() == request.index());
    CHECK(encode(*decoded) == frame);
  }
  for (const Response& response : all_responses()) {
    const WipedString frame = encode(response);
    const auto decoded = decode_response(body(frame));
    REQUIRE(decoded);
    CHECK(decoded->index() == response.index());
    CHECK(encode(*decoded) == frame);
  }
}

TEST_CASE("fields keep their values") {
  const auto requests = all_requests();
  const auto decoded = decode_request(body(encode(requests[1])));
  REQUIRE(decoded);
  const auto& read = std::get<ReadRequest>(*decoded);
  const auto& original = std::get<ReadRequest>(requests[1]);
  CHECK(read.references == original.references);
  CHECK(read.caller.folder == "/work");
  CHECK(read.caller.data_folders == original.caller.data_folders);
  CHECK(read.caller.deadline_ms == 1234);
  CHECK(read.caller.interactive);
  REQUIRE(read.caller.find_variable("HOME"));
  CHECK(read.caller.find_variable("HOME")->reveal() == "/home/me");
  CHECK_FALSE(read.caller.find_variable("PATH"));
  REQUIRE(read.vaults[0].find("passphrase.command"));
  CHECK(read.vaults[0].find("passphrase.command")->values ==
        std::vector<std::string>{"/bin/echo", "", "x y"});
}

TEST_CASE("a frame that is cut anywhere is an error, and so is one with a byte more") {
  for (const Response& response : all_responses()) {
    const WipedString frame = encode(response);
    const std::string_view whole = body(frame);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CHECK_FALSE(decode_response(whole.substr(0, size)));
    }
    CHECK_FALSE(decode_response(std::string(whole) + '\0'));
  }
}

TEST_CASE("the length in front is that of the rest") {
  const WipedString frame = encode(Request(Hello{}));
  std::size_t size = 0;
  for (std::size_t i = 0; i < length_size; ++i) {
    size |= static_cast<std::size_t>(static_cast<unsigned char>(frame[i])) << (8 * i);
  }
  CHECK(size == frame.size() - length_size);
}

TEST_CASE("another version is refused, but for its greeting") {
  WipedString hello = encode(Request(Hello{2}));
  hello[length_size] = 2;
  const auto greeting = decode_request(body(hello));
  REQUIRE(greeting);
  CHECK(std::get<Hello>(*greeting).protocol_version == 2);
  WipedString other = encode(Request(QuestionAnswer{}));
  other[length_size] = 2;
  CHECK_FALSE(decode_request(body(other)));
}

TEST_CASE("what no message means is an error") {
  const std::string header("\1\0", 2);
  const struct {
    const char* what;
    std::string bytes;
  } cases[] = {
      {"no kind", header},
      {"an unknown kind", header + '\x7f'},
      {"a list that is longer than the frame", header + std::string("\1\xff\xff\0\0", 5)},
      {"a list that no message has", header + std::string("\1\xff\xff\xff\xff", 5)},
      {"a boolean of 2", header + std::string("\3\0\0\0\0\2", 6)},
      {"an unknown kind of failure", header + std::string("\4\xff\0\0\0\0\0\0\0\0", 10)},
  };
  for (const auto& one : cases) {
    INFO(one.what);
    CHECK_FALSE(decode_response(one.bytes));
  }
}

TEST_CASE("a message that no frame can hold has no bytes") {
  const Response large = Question{std::string(max_frame, 'x'), true};
  CHECK(encode(large).empty());
}

TEST_CASE("every kind of failure has a name of its own") {
  std::set<std::string_view> names;
  for (std::size_t kind = 0; kind < error_kind_count; ++kind) {
    names.insert(name(static_cast<ErrorKind>(kind)));
  }
  CHECK(names.size() == error_kind_count);
  CHECK(name(ErrorKind::permission_denied) == "access-denied");
  CHECK(name(ErrorKind::resolver_unavailable) == "resolver-unavailable");
}

}  // namespace
}  // namespace keyplate::protocol
