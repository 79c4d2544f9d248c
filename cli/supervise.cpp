#include "cli/supervise.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "cli/channel.h"
#include "cli/child.h"
#include "cli/pty.h"

namespace keyplate::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How long we go on reading from what a command has left running.
constexpr milliseconds leftover_time{100};
/// How often we look whether a shell has brought us to the foreground, which it tells nobody.
constexpr milliseconds foreground_look{200};

tl::unexpected<Failure> can_not(std::string_view what) {
  return give_up(ExitCode::world, fmt::format("{}: {}", what, std::strerror(errno)));
}

/// All signals wait while it lives; they are read from a descriptor.
class SignalsRead {
 public:
  SignalsRead() {
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before_);
    descriptor_ = Descriptor(::signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  ~SignalsRead() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  SignalsRead(const SignalsRead&) = delete;
  SignalsRead& operator=(const SignalsRead&) = delete;

  int descriptor() const { return descriptor_.get(); }
  const sigset_t& before() const { return before_; }

 private:
  sigset_t before_{};
  Descriptor descriptor_;
};

/// Stops this process, or all of its group, as a terminal does; nothing happens where nobody could
/// continue it.
void stop_here(bool group) {
  sigset_t stop;
  ::sigemptyset(&stop);
  ::sigaddset(&stop, SIGTSTP);
  ::kill(group ? 0 : ::getpid(), SIGTSTP);
  ::sigprocmask(SIG_UNBLOCK, &stop, nullptr);
  ::sigprocmask(SIG_BLOCK, &stop, nullptr);
}

bool same_file(int a, int b) {
  struct stat first {};
  struct stat second {};
  return ::fstat(a, &first) == 0 && ::fstat(b, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

class Supervisor {
 public:
  Supervisor(const Invocation& invocation, const protocol::MaskedValues& values)
      : invocation_(invocation), values_(values) {}

  Expected<Ending> run() {
    if (signals_.descriptor() < 0) return can_not("no descriptor for signals");
    const StartedChild child = TRY(start());
    command_ = child.pid;
    if (child.error != 0) {
      session_.reap();
      return Ending{child.error, 0};
    }
    while (!finished()) step();
    for (Channel& channel : channels_) channel.finish();
    while (!finished()) step();
    if (terminal_) terminal_->leave();
    session_.reap();
    return Ending{0, gave_up_ ? stop_signal_ : status_};
  }

 private:
  // ---- start ----

  Expected<StartedChild> start() {
    ChildStreams streams;
    std::array<Descriptor, 2> theirs;
    if (::isatty(STDOUT_FILENO) != 0)
      TRY(connect_terminal(streams));
    else
      TRY(connect_pipe(STDOUT_FILENO, streams.output, theirs[0]));
    if (streams.error < 0 && theirs[0] && same_file(STDOUT_FILENO, STDERR_FILENO))
      streams.error = streams.output;  // one pipe keeps the two in order
    if (streams.error < 0) TRY(connect_pipe(STDERR_FILENO, streams.error, theirs[1]));
    const StartedChild child = terminal_ ? session_.start(invocation_, streams, signals_.before(),
                                                          slave_.get(), terminal_->before())
                                         : start_child(invocation_, streams, signals_.before());
    return child;
  }

  Expected<void> connect_pipe(int sink, int& stream, Descriptor& theirs) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return can_not("no pipe");
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    theirs = Descriptor(ends[1]);
    stream = ends[1];
    channels_.emplace_back(Descriptor(ends[0]), sink, values_);
    return {};
  }

  /// With our input a terminal too, the command gets a session and all that is typed; else our own
  /// terminal stays the one that it may ask.
  Expected<void> connect_terminal(ChildStreams& streams) {
    const bool typed = ::isatty(STDIN_FILENO) != 0;
    auto pty = open_pty(typed ? LineBreaks::made_complete : LineBreaks::kept);
    if (!pty) return give_up(ExitCode::world, pty.error().message);
    if (typed) terminal_.emplace(STDIN_FILENO);
    slave_ = std::move(pty->slave);
    master_ = pty->master.get();
    streams.output = slave_.get();
    if (typed) streams.input = slave_.get();
    if (::isatty(STDERR_FILENO) != 0) streams.error = slave_.get();
    channels_.emplace_back(std::move(pty->master), STDOUT_FILENO, values_);
    return {};
  }

  // ---- the loop ----

  bool finished() {
    if (!ended_) return false;
    late_ = steady_clock::now() >= *ended_ + leftover_time;
    const bool all = std::all_of(channels_.begin(), channels_.end(), [&](const Channel& channel) {
      return late_ ? channel.settled() : channel.done();
    });
    gave_up_ = !all && late_ && stop_signal_ != 0;
    return all || gave_up_;
  }

  void step() {
    std::vector<pollfd> polled = {{signals_.descriptor(), POLLIN, 0}};
    if (session_.reports() >= 0 && !ended_) polled.push_back({session_.reports(), POLLIN, 0});
    for (const Channel& channel : channels_) {
      if (channel.wants_to_write()) polled.push_back({channel.sink(), POLLOUT, 0});
      if (channel.wants_to_read()) polled.push_back({channel.source(), POLLIN, 0});
    }
    if (wants_keys()) polled.push_back({STDIN_FILENO, POLLIN, 0});
    if (!keys_.empty()) polled.push_back({master_, POLLOUT, 0});
    if (terminal_ && !ended_) terminal_->enter();
    ::poll(polled.data(), polled.size(), time_left());
    for (const pollfd& ready : polled)
      if (ready.revents != 0) serve(ready);
    const Instant now = steady_clock::now();
    for (Channel& channel : channels_) channel.let_go(now);
  }

  int time_left() const {
    std::optional<Instant> next;
    if (ended_ && !late_) next = *ended_ + leftover_time;
    for (const Channel& channel : channels_) {
      const auto due = channel.due();
      if (due && (!next || *due < *next)) next = due;
    }
    const bool waits = terminal_ && !terminal_->raw();
    if (!next) return waits ? static_cast<int>(foreground_look.count()) : -1;
    const auto left = std::chrono::ceil<milliseconds>(*next - steady_clock::now());
    return static_cast<int>(std::max<milliseconds::rep>(left.count(), 0));
  }

  void serve(const pollfd& ready) {
    if (ready.fd == signals_.descriptor()) return read_signals();
    if (ready.fd == session_.reports()) return read_report();
    if (ready.fd == STDIN_FILENO) return read_keys();
    if (ready.fd == master_ && ready.events == POLLOUT) return write_keys();
    for (Channel& channel : channels_) {
      if (ready.events == POLLIN && ready.fd == channel.source())
        channel.read(steady_clock::now());
      else if (ready.events == POLLOUT && ready.fd == channel.sink() && channel.wants_to_write())
        channel.write();
    }
  }

  // ---- keys ----

  bool wants_keys() const {
    return terminal_ && !keys_closed_ && !ended_ && keys_.empty() && terminal_->foreground();
  }

  void read_keys() {
    std::array<char, 4096> bytes{};
    const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got > 0)
      keys_.assign(bytes.data(), static_cast<std::size_t>(got));
    else if (got == 0 || (errno != EINTR && errno != EAGAIN && terminal_->foreground()))
      keys_closed_ = true;
  }

  void write_keys() {
    const ssize_t written = ::write(master_, keys_.data(), keys_.size());
    if (written > 0)
      keys_.erase(0, static_cast<std::size_t>(written));
    else if (errno != EAGAIN && errno != EINTR)
      keys_.clear();
  }

  // ---- signals and the child's fate ----

  void read_signals() {
    signalfd_siginfo signal{};
    while (::read(signals_.descriptor(), &signal, sizeof(signal)) == sizeof(signal)) take(signal);
  }

  void take(const signalfd_siginfo& info) {
    const int signal = static_cast<int>(info.ssi_signo);
    const bool ours = info.ssi_pid == static_cast<unsigned>(::getpid()) && info.ssi_code == SI_USER;
    // What a terminal sends reaches a command of our own group without us.
    const bool has_it = info.ssi_code == SI_KERNEL && !terminal_;
    switch (signal) {
      case SIGCHLD:
        return terminal_ ? void() : wait_for_child();
      case SIGPIPE:
      case SIGTTIN:
      case SIGTTOU:
        return;
      case SIGWINCH:
        if (master_ >= 0) copy_size(master_);
        if (master_ >= 0 && !terminal_) pass_on(signal);
        return;
      case SIGCONT:
        if (terminal_) terminal_->enter_again();
        return pass_on(signal);
      case SIGTSTP:
        if (ours) return;
        if (!has_it) pass_on(signal);
        return terminal_ ? void() : stop_here(false);
      case SIGINT:
      case SIGTERM:
      case SIGHUP:
      case SIGQUIT:
        if (ended_) stop_signal_ = signal;
        [[fallthrough]];
      default:
        if (!has_it) pass_on(signal);
    }
  }

  void pass_on(int signal) const {
    if (!ended_) ::kill(command_, signal);
  }

  void wait_for_child() {
    int status = 0;
    if (!ended_ && ::waitpid(command_, &status, WNOHANG) == command_) end(status);
  }

  void read_report() {
    ChildReport report;
    if (!session_.read(report)) return end(SIGKILL);  // somebody killed the leader
    if (!WIFSTOPPED(report.status)) return end(report.status);
    // The command was stopped from the keyboard: so are we, until we are continued.
    terminal_->leave();
    stop_here(true);
    terminal_->enter();
    ::kill(-command_, SIGCONT);
  }

  void end(int status) {
    status_ = status;
    ended_ = steady_clock::now();
    for (Channel& channel : channels_) channel.note_end();
    slave_ = Descriptor();
  }

  const Invocation& invocation_;
  const protocol::MaskedValues& values_;
  SignalsRead signals_;
  std::deque<Channel> channels_;
  std::optional<RawTerminal> terminal_;  ///< what is typed there goes to the command's session
  SessionChild session_;
  Descriptor slave_;  ///< ours until the end, or a command could not close and reopen its terminal
  int master_ = -1;
  std::string keys_;
  bool keys_closed_ = false;
  pid_t command_ = -1;
  std::optional<Instant> ended_;
  bool late_ = false;    ///< what the command left running has had its time
  int stop_signal_ = 0;  ///< came when only the command's output was left: nobody else can take it
  bool gave_up_ = false;
  int status_ = 0;
};

}  // namespace

Expected<Ending> supervise(const Invocation& invocation, const protocol::MaskedValues& values) {
  return Supervisor(invocation, values).run();
}

}  // namespace keyplate::cli
