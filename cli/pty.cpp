#include "cli/pty.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

namespace keyplate::cli {
namespace {

tl::unexpected<Error> no_pty() {
  return fail(ErrorCode::io, fmt::format("no pseudo-terminal: {}", std::strerror(errno)));
}

}  // namespace

Result<Pty> open_pty(LineBreaks breaks) {
  Pty pty;
  pty.master = Descriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::array<char, PATH_MAX> name{};
  if (!pty.master || ::grantpt(pty.master.get()) != 0 || ::unlockpt(pty.master.get()) != 0 ||
      ::ptsname_r(pty.master.get(), name.data(), name.size()) != 0)
    return no_pty();
  pty.slave = Descriptor(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pty.slave) return no_pty();
  termios settings{};
  if (::tcgetattr(STDOUT_FILENO, &settings) == 0) {
    if (breaks == LineBreaks::kept) settings.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    ::tcsetattr(pty.slave.get(), TCSANOW, &settings);
  }
  copy_size(pty.master.get());
  ::fcntl(pty.master.get(), F_SETFL, O_NONBLOCK);
  return pty;
}

void copy_size(int master) {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) ::ioctl(master, TIOCSWINSZ, &size);
}

RawTerminal::RawTerminal(int terminal) : terminal_(terminal) {
  ::tcgetattr(terminal_, &before_);
}

RawTerminal::~RawTerminal() {
  leave();
}

bool RawTerminal::foreground() const {
  return ::tcgetpgrp(terminal_) == ::getpgrp();
}

void RawTerminal::enter() {
  if (raw_ || !foreground() || ::tcgetattr(terminal_, &before_) != 0) return;
  set_raw();
}

void RawTerminal::enter_again() {
  if (raw_ && foreground())
    set_raw();
  else
    enter();
}

void RawTerminal::set_raw() {
  termios raw = before_;
  ::cfmakeraw(&raw);
  raw_ = ::tcsetattr(terminal_, TCSADRAIN, &raw) == 0;
}

void RawTerminal::leave() {
  if (std::exchange(raw_, false)) ::tcsetattr(terminal_, TCSADRAIN, &before_);
}

}  // namespace keyplate::cli
