#include "cli/ask.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

#include "cli/write.h"
#include "compiler/descriptor.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

constexpr std::array caught_signals = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,
                                       SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE};
/// So many of them come at any time: they are held back but while we wait, or one that comes just
/// before would be noted and then waited through. The others answer a call of ours.
constexpr std::size_t held_signals = 5;
constexpr std::size_t longest_answer = 64 << 10;

volatile std::sig_atomic_t caught = 0;

extern "C" void note_signal(int signal) {
  caught = signal;
}

/// While it lives, a signal interrupts the waiting instead of ending the program.
class SignalsNoted {
 public:
  SignalsNoted() {
    caught = 0;
    struct sigaction action {};
    action.sa_handler = note_signal;  // without SA_RESTART: read() must come back
    sigemptyset(&action.sa_mask);
    sigset_t held;
    sigemptyset(&held);
    for (std::size_t i = 0; i < held_signals; ++i) ::sigaddset(&held, caught_signals[i]);
    ::pthread_sigmask(SIG_BLOCK, &held, &mask_before_);
    for (std::size_t i = 0; i < caught_signals.size(); ++i)
      ::sigaction(caught_signals[i], &action, &before_[i]);
  }
  ~SignalsNoted() {
    for (std::size_t i = 0; i < caught_signals.size(); ++i)
      ::sigaction(caught_signals[i], &before_[i], nullptr);
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }
  SignalsNoted(const SignalsNoted&) = delete;
  SignalsNoted& operator=(const SignalsNoted&) = delete;

  /// Until there is something to read; false: a signal came first.
  bool wait(int terminal) const {
    struct pollfd input {
      terminal, POLLIN, 0
    };
    while (caught == 0) {
      if (::ppoll(&input, 1, nullptr, &mask_before_) >= 0 || errno != EINTR) return true;
    }
    return false;
  }

 private:
  std::array<struct sigaction, caught_signals.size()> before_{};
  sigset_t mask_before_{};
};

/// Turns the echo off while it lives.
class EchoOff {
 public:
  EchoOff(int terminal, Echo typed) : terminal_(terminal) {
    if (typed != Echo::hidden || ::tcgetattr(terminal_, &before_) != 0) return;
    struct termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ECHONL;
    changed_ = ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
  }
  ~EchoOff() {
    if (changed_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  bool changed() const { return changed_; }

 private:
  int terminal_;
  struct termios before_ {};
  bool changed_ = false;
};

Descriptor open_terminal() {
  return Descriptor(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
}

enum class LineEnd : unsigned char { complete, closed, interrupted };

/// Byte by byte: what follows the line stays in the terminal for others.
LineEnd read_line(int terminal, const SignalsNoted& noted, std::string& line) {
  while (noted.wait(terminal)) {
    char byte = 0;
    const ssize_t got = ::read(terminal, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      // Ctrl-D leaves the cursor behind the question, where what is said next doesn't belong.
      static_cast<void>(write_all(terminal, "\n", "/dev/tty"));
      return line.empty() ? LineEnd::closed : LineEnd::complete;
    }
    if (byte == '\n') return LineEnd::complete;
    if (line.size() < longest_answer) line.push_back(byte);
  }
  return LineEnd::interrupted;
}

struct Attempt {
  LineEnd end = LineEnd::closed;
  protocol::Secret line;
};

Attempt attempt(int terminal, std::string_view question, Echo typed) {
  const SignalsNoted noted;
  const EchoOff echo(terminal, typed);
  Attempt result;
  const bool shown = (typed == Echo::shown || echo.changed()) &&
                     write_all(terminal, visible(question) + " ", "/dev/tty").has_value();
  if (!shown) {
    if (caught != 0) result.end = LineEnd::interrupted;
    return result;
  }
  std::string line;
  line.reserve(longest_answer);  // so that it grows without leaving copies behind
  result.end = read_line(terminal, noted, line);
  result.line = protocol::Secret(std::move(line));
  return result;
}

}  // namespace

std::optional<protocol::Secret> ask(std::string_view question, Echo typed) {
  const Descriptor terminal = open_terminal();
  if (!terminal) return std::nullopt;
  for (;;) {
    Attempt result = attempt(terminal.get(), question, typed);
    if (result.end == LineEnd::complete) return std::move(result.line);
    if (result.end == LineEnd::closed) return std::nullopt;
    // The terminal is as it was: now the signal may do what it does. After a stop we ask again.
    ::raise(caught);
  }
}

bool can_ask() {
  return static_cast<bool>(open_terminal());
}

std::optional<bool> confirm(std::string_view question) {
  const auto line = ask(fmt::format("{} [y/N]", question), Echo::shown);
  if (!line) return std::nullopt;
  const std::string_view text = line->reveal();
  return text == "y" || text == "Y" || text == "yes" || text == "Yes";
}

}  // namespace keyplate::cli
