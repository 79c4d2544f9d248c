#include "runtime/protocol/frame.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "runtime/protocol/message.h"

namespace keyplate::protocol {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What poll takes: rounded up, so that a wait never ends a moment too early and spins.
int remaining_ms(const Deadline& deadline) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<milliseconds>(*deadline - steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000'000));
}

/// Waits until the socket is ready for `events`, or has ended.
FrameStatus wait(int socket, short events, const Deadline& deadline) {
  for (;;) {
    pollfd one{socket, events, 0};
    const int ready = poll(&one, 1, remaining_ms(deadline));
    if (ready > 0) return FrameStatus::ok;
    if (ready == 0) return FrameStatus::timeout;
    if (errno != EINTR) return FrameStatus::error;
  }
}

bool try_again() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/// Reads exactly `size` bytes. `end` when there was none at all.
FrameStatus read_exactly(int socket, char* bytes, std::size_t size, const Deadline& deadline) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = recv(socket, bytes + done, size - done, MSG_DONTWAIT);
    if (got > 0) {
      done += static_cast<std::size_t>(got);
      continue;
    }
    if (got == 0) return done == 0 ? FrameStatus::end : FrameStatus::broken;
    if (!try_again()) return errno == ECONNRESET ? FrameStatus::broken : FrameStatus::error;
    if (const FrameStatus ready = wait(socket, POLLIN, deadline); ready != FrameStatus::ok)
      return ready;
  }
  return FrameStatus::ok;
}

}  // namespace

FrameStatus write_frame(int socket, std::string_view frame, const Deadline& deadline) {
  while (!frame.empty()) {
    const ssize_t sent = send(socket, frame.data(), frame.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) {
      frame.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (!try_again()) return errno == EPIPE ? FrameStatus::end : FrameStatus::error;
    if (const FrameStatus ready = wait(socket, POLLOUT, deadline); ready != FrameStatus::ok)
      return ready;
  }
  return FrameStatus::ok;
}

FrameStatus read_frame(int socket, WipedString& body, const Deadline& deadline) {
  constexpr std::size_t step = std::size_t{1} << 20;
  std::array<char, 4> length{};
  FrameStatus status = read_exactly(socket, length.data(), length.size(), deadline);
  if (status != FrameStatus::ok) return status;
  std::size_t size = 0;
  for (std::size_t i = 0; i < length.size(); ++i) {
    size |= static_cast<std::size_t>(static_cast<unsigned char>(length[i])) << (8 * i);
  }
  if (size > max_frame) return FrameStatus::too_large;

  // Grows as bytes arrive: a length alone costs nothing.
  body.clear();
  body.reserve(beyond_small_string);
  while (body.size() < size) {
    const std::size_t done = body.size();
    const std::size_t more = std::min(size - done, step);
    body.resize(done + more);
    status = read_exactly(socket, body.data() + done, more, deadline);
    if (status != FrameStatus::ok) return status == FrameStatus::end ? FrameStatus::broken : status;
  }
  return FrameStatus::ok;
}

}  // namespace keyplate::protocol
