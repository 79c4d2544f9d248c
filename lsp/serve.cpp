#include "lsp/serve.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>
#include <utility>

#include "lsp/frame.h"

namespace keyplate::lsp {
namespace {

constexpr std::size_t read_at_once = std::size_t{64} << 10;
/// What waits in either direction is at most that and one message.
constexpr std::size_t most_waiting = largest_message;
/// A pipe that poll calls writable takes that many bytes without making us wait.
constexpr std::size_t written_at_once = PIPE_BUF;

class Loop {
 public:
  Loop(int in, int out, ServerOptions options)
      : in_(in), out_(out), server_(std::move(options), [this](std::string_view content) {
          to_write_ += frame(content);
        }) {}

  Served run() {
    while (!server_.ended() && !lost_) {
      const bool more = exchange(resting_ ? -1 : 0);
      resting_ = !more && !server_.step() && !server_.idle();
      if (resting_ && !reading_) break;
    }
    while (!lost_ && !to_write_.empty()) exchange(-1);
    return server_.shut_down() ? Served::shut_down : Served::abandoned;
  }

 private:
  bool wants_more() const {
    return reading_ && !server_.ended() && server_.waiting() <= most_waiting &&
           to_write_.size() <= most_waiting;
  }

  /// Reads and writes what can be, waiting up to `timeout` for it; whether anything came in.
  bool exchange(int timeout) {
    pollfd both[2] = {{wants_more() ? in_ : -1, POLLIN, 0},
                      {to_write_.empty() ? -1 : out_, POLLOUT, 0}};
    if (::poll(both, 2, timeout) < 0) {
      lost_ = errno != EINTR;
      return false;
    }
    if (both[1].revents != 0) write_some();
    return both[0].revents != 0 && read_some();
  }

  bool read_some() {
    char buffer[read_at_once];
    const ssize_t count = ::read(in_, buffer, sizeof buffer);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return false;
    if (count <= 0) {
      reading_ = false;
      return false;
    }
    frames_.add({buffer, static_cast<std::size_t>(count)});
    while (auto next = frames_.next()) {
      if (*next) {
        server_.receive(**next);
      } else {
        server_.reject(next->error().too_large ? RpcCode::invalid_request : RpcCode::parse_error,
                       next->error().message);
      }
    }
    if (frames_.lost()) reading_ = false;
    return true;
  }

  void write_some() {
    const std::size_t size = std::min(written_at_once, to_write_.size() - written_);
    const ssize_t count = ::write(out_, to_write_.data() + written_, size);
    if (count < 0) {
      lost_ = errno != EINTR && errno != EAGAIN;
      return;
    }
    written_ += static_cast<std::size_t>(count);
    if (written_ < to_write_.size() / 2) return;
    to_write_.erase(0, written_);
    written_ = 0;
  }

  int in_;
  int out_;
  FrameReader frames_;
  std::string to_write_;
  std::size_t written_ = 0;  ///< of `to_write_`
  bool reading_ = true;      ///< until the end of what comes in
  bool resting_ = false;     ///< nothing is to be done until more comes in
  bool lost_ = false;        ///< nobody takes what we write
  Server server_;
};

}  // namespace

Served serve(int in, int out, ServerOptions options) {
  return Loop(in, out, std::move(options)).run();
}

}  // namespace keyplate::lsp
