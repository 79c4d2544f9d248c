#include "cli/channel.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace keyplate::cli {
namespace {

/// A little less than we promise, for the way out takes time too.
constexpr std::chrono::milliseconds longest_hold{90};
constexpr std::size_t most_at_once = 64 << 10;

}  // namespace

void Channel::read(Instant now) {
  std::string bytes(most_at_once, '\0');
  const ssize_t got = ::read(source_.get(), bytes.data(), bytes.size());
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {  // a pseudo-terminal says EIO when nobody has it open any more
    passed(masker_.flush());
    close();
    return;
  }
  const auto count = static_cast<std::size_t>(got);
  received_ += count;
  owed_ -= std::min<std::uint64_t>(owed_, count);
  arrivals_.push_back({received_, now});
  passed(masker_.feed(std::string_view(bytes).substr(0, count)));
}

void Channel::passed(std::string out) {
  ready_ += out;
  const std::uint64_t gone = received_ - masker_.held();
  while (!arrivals_.empty() && arrivals_.front().until <= gone) arrivals_.pop_front();
}

/// No more than a pipe that is ready takes without making us wait.
void Channel::write() {
  const ssize_t written =
      ::write(sink_, ready_.data(), std::min<std::size_t>(ready_.size(), PIPE_BUF));
  if (written >= 0) {
    ready_.erase(0, static_cast<std::size_t>(written));
  } else if (errno != EINTR && errno != EAGAIN) {
    ready_.clear();  // nobody reads: the command will notice as it would without us
    close();
  }
}

std::optional<Instant> Channel::due() const {
  if (arrivals_.empty()) return std::nullopt;
  return arrivals_.front().when + longest_hold;
}

void Channel::let_go(Instant now) {
  const auto at = due();
  if (at && *at <= now) passed(masker_.flush());
}

void Channel::note_end() {
  int count = 0;
  if (source_ && ::ioctl(source_.get(), FIONREAD, &count) == 0 && count > 0)
    owed_ = static_cast<std::uint64_t>(count);
}

void Channel::finish() {
  passed(masker_.flush());
  close();
}

void Channel::close() {
  source_ = Descriptor();
}

}  // namespace keyplate::cli
