#include "runtime/resolve/command.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "compiler/beneath.h"
#include "compiler/descriptor.h"
#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/protocol/wiping_allocator.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/private_file.h"

namespace keyplate::resolve {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds most_time{60'000};
constexpr std::size_t most_output = std::size_t{64} << 10;

tl::unexpected<Failure> system_failure(const std::string& what) {
  return tl::unexpected(disk_failure(what, errno));
}

/// Whether anybody may write the file, or put another in its place.
bool anybody_may_change(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  if ((status.st_mode & S_IWOTH) != 0) return true;
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  return ::stat(folder.c_str(), &status) == 0 && (status.st_mode & S_IWOTH) != 0 &&
         (status.st_mode & S_ISVTX) == 0;
}

/// Where the program really is, once it is one that may be run.
Outcome<std::string> find_program(const std::vector<std::string>& command, const Session& session) {
  if (command.empty() || !command.front().starts_with('/')) {
    return fail(ErrorKind::config_invalid,
                fmt::format("the command `{}` is no absolute path",
                            command.empty() ? "" : visible(command.front())),
                "a command names its program by its absolute path; no shell runs it");
  }
  const std::string& written = command.front();
  const std::string program = real_path(written);
  if (program.empty()) return system_failure(written);
  const std::string folder = real_path(session.caller().folder);
  if (is_beneath(program, folder) ||
      is_beneath(normal_path("/", written), session.caller().folder)) {
    return fail(ErrorKind::config_invalid,
                fmt::format("the command `{}` lies in the workspace", visible(written)),
                "a program that a repository brings along is never run");
  }
  if (anybody_may_change(program)) {
    return fail(ErrorKind::config_invalid,
                fmt::format("the command `{}` can be changed by everybody", visible(written)),
                fmt::format("chmod o-w '{}' and its folder", visible(program)));
  }
  return program;
}

/// A child in a process group of its own, and the pipe that it writes to.
struct Child {
  pid_t pid = -1;
  Descriptor output;

  Child() = default;
  Child(Child&& other) noexcept
      : pid(std::exchange(other.pid, -1)), output(std::move(other.output)) {}
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (pid > 0) end();
  }
  /// Its status, once it has ended by itself.
  std::optional<int> poll_status() {
    siginfo_t ended{};
    // Not reaped yet: until then nobody else can get its group's number.
    constexpr int options = WEXITED | WNOHANG | WNOWAIT;
    if (::waitid(P_PID, static_cast<id_t>(pid), &ended, options) != 0 || ended.si_pid != pid)
      return std::nullopt;
    return end();
  }
  /// Kills what is left of the group, which a command that ends well may have left running.
  int end() {
    ::kill(-pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    pid = -1;
    return status;
  }
};

/// Pointers into strings, with a null at the end, as execve wants them.
std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> all;
  all.reserve(strings.size() + 1);
  for (std::string& one : strings) all.push_back(one.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> child_environment(const Session& session) {
  std::vector<std::string> variables;
  for (const protocol::Variable& variable : session.caller().environment) {
    if (variable.name.starts_with("KEYPLATE_")) continue;
    variables.push_back(variable.name + "=" + std::string(variable.value.reveal()));
  }
  return variables;
}

/// What happens in the child between fork and exec: system calls only.
[[noreturn]] void become(const char* program, char* const* arguments, char* const* environment,
                         int output) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGINT, SIGQUIT, SIGHUP, SIGPIPE}) ::signal(signal, SIG_DFL);
  const int null = ::open("/dev/null", O_RDWR);
  if (null < 0 || ::dup2(null, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(null, 2) < 0) ::_exit(127);
  ::close_range(3, ~0u, 0);
  ::execve(program, arguments, environment);
  ::_exit(127);
}

Outcome<Child> start(const std::string& program, std::vector<std::string> command,
                     const Session& session) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_failure(program);
  Child child;
  child.output = Descriptor(ends[0]);
  const Descriptor write_end(ends[1]);
  std::vector<std::string> variables = child_environment(session);
  const std::vector<char*> arguments = pointers(command);
  const std::vector<char*> environment = pointers(variables);
  child.pid = ::fork();
  if (child.pid < 0) return system_failure(program);
  if (child.pid == 0) {
    become(program.c_str(), arguments.data(), environment.data(), write_end.get());
  }
  ::setpgid(child.pid, child.pid);  // whoever of the two comes first
  return child;
}

/// Whether the pipe can be read, before the deadline and before the client goes.
Outcome<void> wait_for_output(int output, int client, steady_clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    std::array<pollfd, 2> both{pollfd{output, POLLIN, 0}, pollfd{client, POLLRDHUP, 0}};
    const int ready =
        ::poll(both.data(), both.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return system_failure("poll");
    if (ready == 0) return fail(ErrorKind::timeout, "took too long and was ended");
    if (both[1].revents != 0) return fail(ErrorKind::cancelled, "keyplate went away");
    return {};
  }
}

Outcome<protocol::WipedString> read_output(const Child& child, int client,
                                           steady_clock::time_point deadline) {
  protocol::WipedString output;
  output.reserve(most_output + 1);
  for (;;) {
    TRY(wait_for_output(child.output.get(), client, deadline));
    std::array<char, 4096> chunk{};
    const ssize_t got = ::read(child.output.get(), chunk.data(), chunk.size());
    if (got < 0 && errno != EINTR) return system_failure("read");
    if (got == 0) return output;
    if (got > 0) output.append(chunk.data(), static_cast<std::size_t>(got));
    protocol::wipe(chunk.data(), chunk.size());
    if (output.size() > most_output) {
      return fail(ErrorKind::config_invalid,
                  fmt::format("printed more than {} bytes", most_output));
    }
  }
}

/// One that has closed its output may still run: it gets what is left of its time.
Outcome<int> wait_for_end(Child& child, steady_clock::time_point deadline) {
  constexpr int pause_ms = 2;
  for (;;) {
    if (const std::optional<int> status = child.poll_status()) return *status;
    if (steady_clock::now() >= deadline)
      return fail(ErrorKind::timeout, "took too long and was ended");
    ::poll(nullptr, 0, pause_ms);
  }
}

Outcome<void> check_status(int status) {
  const std::string hint = "run it by hand to see what it says";
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFEXITED(status)) {
    return fail(ErrorKind::unauthenticated,
                fmt::format("ended with status {}", WEXITSTATUS(status)), hint);
  }
  return fail(ErrorKind::unauthenticated, fmt::format("was ended by signal {}", WTERMSIG(status)),
              hint);
}

Outcome<Secret> run(const std::string& program, const std::vector<std::string>& command,
                    const Session& session) {
  const auto deadline = steady_clock::now() + std::min(most_time, session.remaining());
  Child child = TRY(start(program, command, session));
  const protocol::WipedString output = TRY(read_output(child, session.client(), deadline));
  const int status = TRY(wait_for_end(child, deadline));
  TRY(check_status(status));
  return Secret(std::string_view(output));
}

}  // namespace

Outcome<Secret> run_command(const std::vector<std::string>& command, const Session& session) {
  const std::string program = TRY(find_program(command, session));
  return run(program, command, session).map_error([&](Failure failure) {
    failure.message = fmt::format("the command `{}` {}", visible(command.front()), failure.message);
    return failure;
  });
}

}  // namespace keyplate::resolve
