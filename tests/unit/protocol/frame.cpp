#include "runtime/protocol/frame.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "runtime/protocol/codec.h"

namespace keyplate::protocol {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Pair {
  Pair() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0); }
  ~Pair() {
    close_end(0);
    close_end(1);
  }
  void close_end(std::size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
  void send(std::string_view bytes) {
    REQUIRE(::send(ends[0], bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  }
  FrameStatus read(milliseconds time = milliseconds(2000)) {
    return read_frame(ends[1], body, steady_clock::now() + time);
  }
  std::array<int, 2> ends{-1, -1};
  WipedString body;
};

TEST_CASE("frames arrive whole, one after the other") {
  Pair pair;
  pair.send(std::string_view("\3\0\0\0abc\0\0\0\0\1\0\0\0x", 16));
  CHECK(pair.read() == FrameStatus::ok);
  CHECK(pair.body == "abc");
  CHECK(pair.read() == FrameStatus::ok);
  CHECK(pair.body.empty());
  CHECK(pair.read() == FrameStatus::ok);
  CHECK(pair.body == "x");
}

TEST_CASE("a frame larger than any buffer is sent and read in parts") {
  Pair pair;
  const WipedString frame = encode(Response(Question{std::string(5u << 20, 'q'), true}));
  std::thread writer([&] {
    CHECK(write_frame(pair.ends[0], frame, steady_clock::now() + milliseconds(20000)) ==
          FrameStatus::ok);
  });
  const FrameStatus status = pair.read(milliseconds(20000));
  writer.join();
  CHECK(status == FrameStatus::ok);
  CHECK(std::string_view(pair.body) == std::string_view(frame).substr(4));
}

TEST_CASE("an end is told from a break") {
  Pair between;
  between.close_end(0);
  CHECK(between.read() == FrameStatus::end);
  for (const std::string_view part :
       {std::string_view("\5\0", 2), std::string_view("\5\0\0\0ab", 6)}) {
    Pair within;
    within.send(part);
    within.close_end(0);
    CHECK(within.read() == FrameStatus::broken);
  }
}

TEST_CASE("a length beyond the limit is refused before its bytes come") {
  Pair pair;
  pair.send(std::string_view("\1\0\0\4", 4));
  CHECK(pair.read() == FrameStatus::too_large);
}

TEST_CASE("a silent peer costs the deadline and no more") {
  Pair pair;
  CHECK(pair.read(milliseconds(20)) == FrameStatus::timeout);
  pair.send(std::string_view("\5\0\0\0ab", 6));
  CHECK(pair.read(milliseconds(20)) == FrameStatus::timeout);
}

TEST_CASE("a peer that does not read costs the deadline and no more") {
  Pair pair;
  const std::string frame(8u << 20, 'x');
  CHECK(write_frame(pair.ends[0], frame, steady_clock::now() + milliseconds(20)) ==
        FrameStatus::timeout);
}

TEST_CASE("a peer that has gone raises no signal") {
  Pair pair;
  pair.close_end(1);
  CHECK(write_frame(pair.ends[0], "frame", std::nullopt) == FrameStatus::end);
}

TEST_CASE("a signal in the middle does not end a read") {
  struct sigaction quiet {};
  quiet.sa_handler = [](int) {
  };
  struct sigaction before {};
  REQUIRE(::sigaction(SIGUSR1, &quiet, &before) == 0);
  Pair pair;
  const pthread_t reader = ::pthread_self();
  std::thread other([&] {
    for (int i = 0; i < 5; ++i) {
      std::this_thread::sleep_for(milliseconds(2));
      ::pthread_kill(reader, SIGUSR1);
    }
    pair.send(std::string_view("\1\0\0\0x", 5));
  });
  CHECK(pair.read() == FrameStatus::ok);
  other.join();
  ::sigaction(SIGUSR1, &before, nullptr);
}

}  // namespace
}  // namespace keyplate::protocol
