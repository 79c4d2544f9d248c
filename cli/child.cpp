#include "cli/child.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace keyplate::cli {
namespace {

struct Pipe {
  Descriptor read;
  Descriptor write;
};

bool open_pipe(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pipe = {Descriptor(ends[0]), Descriptor(ends[1])};
  return true;
}

template <typename T>
bool read_value(int descriptor, T& value) {
  ssize_t got = 0;
  do got = ::read(descriptor, &value, sizeof(value));
  while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof(value));
}

template <typename T>
void write_value(int descriptor, const T& value) {
  while (::write(descriptor, &value, sizeof(value)) < 0 && errno == EINTR) {
  }
}

/// Asks for a signal when the parent dies; whether it still lives.
bool die_with(pid_t parent, int signal) {
  ::prctl(PR_SET_PDEATHSIG, signal);
  return ::getppid() == parent;
}

/// What follows the fork in the child: becomes the command, or says why not.
[[noreturn]] void become(const Invocation& invocation, const ChildStreams& streams,
                         const sigset_t& mask, int failure) {
  if (streams.input >= 0) ::dup2(streams.input, STDIN_FILENO);
  if (streams.output >= 0) ::dup2(streams.output, STDOUT_FILENO);
  if (streams.error >= 0) ::dup2(streams.error, STDERR_FILENO);
  std::signal(SIGPIPE, SIG_DFL);
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
  write_value(failure, invocation.execute());
  ::_exit(127);
}

/// Waits until the command runs: then the pipe closes.
int exec_failure(Pipe& failure) {
  failure.write = Descriptor();
  int error = 0;
  return read_value(failure.read.get(), error) ? error : 0;
}

/// Or what we hold open would keep the command from seeing that nobody reads.
void close_others(int kept) {
  ::close_range(STDERR_FILENO + 1, static_cast<unsigned>(kept) - 1, 0);
  ::close_range(static_cast<unsigned>(kept) + 1, ~0U, 0);
}

/// What the leader of the command's session does: tells each change, and goes with the command.
class SessionLeader {
 public:
  SessionLeader(pid_t parent, pid_t command, int reports, const termios& before)
      : parent_(parent), command_(command), reports_(reports), before_(before) {
    sigset_t all;
    ::sigfillset(&all);
    waited_ = all;
  }

  /// Until we are killed: the end of a session throws away what its terminal has not shown yet.
  [[noreturn]] void run() const {
    write_value(reports_, ChildReport{command_, 0});
    for (;;) {
      tell_changes();
      if (::getppid() != parent_) clean_up();
      ::sigwaitinfo(&waited_, nullptr);
    }
  }

 private:
  void tell_changes() const {
    ChildReport report;
    while ((report.pid = ::waitpid(command_, &report.status, WNOHANG | WUNTRACED)) > 0) {
      write_value(reports_, report);
    }
  }

  [[noreturn]] void clean_up() const {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    ::kill(-command_, SIGHUP);
    ::kill(-command_, SIGCONT);
    ::_exit(0);
  }

  pid_t parent_;
  pid_t command_;
  int reports_;
  const termios& before_;
  sigset_t waited_{};
};

}  // namespace

StartedChild start_child(const Invocation& invocation, const ChildStreams& streams,
                         const sigset_t& mask) {
  Pipe failure;
  if (!open_pipe(failure)) return {-1, errno};
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return {-1, errno};
  if (pid == 0) {
    if (!die_with(parent, SIGTERM)) ::_exit(127);
    become(invocation, streams, mask, failure.write.get());
  }
  const int error = exec_failure(failure);
  if (error != 0) ::waitpid(pid, nullptr, 0);
  return {pid, error};
}

StartedChild SessionChild::start(const Invocation& invocation, const ChildStreams& streams,
                                 const sigset_t& mask, int slave, const termios& before) {
  Pipe failure;
  Pipe reports;
  if (!open_pipe(failure) || !open_pipe(reports)) return {-1, errno};
  const pid_t parent = ::getpid();
  leader_ = ::fork();
  if (leader_ < 0) return {-1, errno};
  if (leader_ == 0) {
    if (!die_with(parent, SIGTERM) || ::setsid() < 0 || ::ioctl(slave, TIOCSCTTY, 0) != 0)
      ::_exit(127);
    const pid_t leader = ::getpid();
    const pid_t command = ::fork();
    if (command == 0) {
      ::setpgid(0, 0);
      ::tcsetpgrp(slave, ::getpid());
      if (!die_with(leader, SIGHUP)) ::_exit(127);
      become(invocation, streams, mask, failure.write.get());
    }
    if (command < 0) ::_exit(127);
    ::setpgid(command, command);
    close_others(reports.write.get());
    SessionLeader(parent, command, reports.write.get(), before).run();
  }
  reports.write = Descriptor();
  reports_ = std::move(reports.read);
  ChildReport started;
  if (!read(started)) return {-1, EIO};
  return {started.pid, exec_failure(failure)};
}

bool SessionChild::read(ChildReport& report) const {
  return read_value(reports_.get(), report);
}

void SessionChild::reap() {
  if (leader_ > 0) {
    ::kill(leader_, SIGKILL);
    ::waitpid(leader_, nullptr, 0);
  }
  leader_ = -1;
}

}  // namespace keyplate::cli
