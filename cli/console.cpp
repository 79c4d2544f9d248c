#include "cli/console.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

constexpr std::size_t buffer_size = 64 << 10;

bool environment_allows_color() {
  const char* const no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* const term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) != "dumb";
}

}  // namespace

void OutputStream::write(std::string_view text) {
  if (buffer_.size() + text.size() > buffer_size) flush();
  if (text.size() >= buffer_size) {
    write_through(text);
  } else {
    buffer_.append(text);
  }
}

bool OutputStream::flush() {
  write_through(buffer_);
  buffer_.clear();
  return failure_ == 0;
}

void OutputStream::write_through(std::string_view text) {
  while (failure_ == 0 && !text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // whoever gave it to us has made it non-blocking
      pollfd ready{descriptor_, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      failure_ = errno;
    }
  }
}

bool OutputStream::terminal() const {
  return ::isatty(descriptor_) == 1;
}

bool Console::colored(const OutputStream& stream) const {
  if (color != ColorChoice::automatic) return color == ColorChoice::always;
  return stream.terminal() && environment_allows_color();
}

void Console::say(std::string_view text) {
  seen.ready();
  err.write(fmt::format("keyplate: {}\n", visible_sentence(seen.scrubbed(std::string(text)))));
}

void Console::note(std::string_view text) {
  if (!quiet) say(text);
}

bool prepare_process() {
  bool input = true;
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    // Read-only on purpose: what is then written to 1 or 2 fails and is reported.
    ::open("/dev/null", O_RDONLY);
    if (descriptor == STDIN_FILENO) input = false;
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
  return input;
}

}  // namespace keyplate::cli
