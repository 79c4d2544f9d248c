#include "cli/resolver_process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/protocol/codec.h"

namespace keyplate::cli {
namespace {

using protocol::ErrorKind;
using protocol::FrameStatus;
using protocol::Outcome;
using protocol::Response;

constexpr int resolver_socket = 3;
/// How long a resolver that should end may take before it is killed.
constexpr int patience_ms = 500;

tl::unexpected<protocol::Failure> unavailable(std::string message, std::string hint = {}) {
  return protocol::fail(ErrorKind::resolver_unavailable, std::move(message), std::move(hint));
}

/// The attributes and actions of one posix_spawn.
class SpawnPlan {
 public:
  explicit SpawnPlan(int socket) {
    sigset_t none;
    ::sigemptyset(&none);
    sigset_t all;
    ::sigfillset(&all);
    ready_ = ::posix_spawn_file_actions_init(&actions_) == 0 &&
             ::posix_spawnattr_init(&attributes_) == 0 &&
             ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0) == 0 &&
             ::posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0) == 0 &&
             ::posix_spawn_file_actions_adddup2(&actions_, socket, resolver_socket) == 0 &&
             ::posix_spawnattr_setsigmask(&attributes_, &none) == 0 &&
             ::posix_spawnattr_setsigdefault(&attributes_, &all) == 0 &&
             ::posix_spawnattr_setflags(&attributes_,
                                        POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0 &&
             close_others();
  }
  ~SpawnPlan() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  /// The process, or minus an error number.
  int start(const std::string& program) {
    if (!ready_) return -ENOMEM;
    std::string name = program;
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, program.c_str(), &actions_, &attributes_,
                                    arguments.data(), environment.data());
    return error == 0 ? pid : -error;
  }

 private:
  /// Elsewhere the resolver closes what it has inherited; here it inherits nothing.
  bool close_others() {
#ifdef __GLIBC__
    return ::posix_spawn_file_actions_addclosefrom_np(&actions_, resolver_socket + 1) == 0;
#else
    return true;
#endif
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  bool ready_ = false;
};

std::string describe_status(int status) {
  if (WIFSIGNALED(status))
    return fmt::format("was ended by signal {} ({})", WTERMSIG(status),
                       ::strsignal(WTERMSIG(status)));
  return fmt::format("ended with status {}", WEXITSTATUS(status));
}

}  // namespace

std::string installed_resolver() {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t size = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  const std::string self(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::string folder =
      self.substr(0, self.rfind('/') == std::string::npos ? 0 : self.rfind('/'));
  const std::string prefix =
      folder.ends_with("/bin") ? folder.substr(0, folder.size() - 4) : folder;
  return prefix + "/libexec/keyplate/keyplate-resolver";
}

Outcome<std::unique_ptr<ResolverProcess>> ResolverProcess::start(const std::string& program) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return unavailable(fmt::format("no socket for keyplate-resolver: {}", std::strerror(errno)));
  }
  Descriptor ours(ends[0]);
  Descriptor theirs(ends[1]);
  if (theirs.get() == resolver_socket) {  // dup2 to itself would leave it close-on-exec
    theirs = Descriptor(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, resolver_socket + 1));
  }
  const int pid = SpawnPlan(theirs.get()).start(program);
  if (pid < 0) {
    return unavailable(
        fmt::format("`{}` can't be started: {}", visible(program), std::strerror(-pid)),
        "reinstall keyplate; the two programs belong together");
  }
  return std::unique_ptr<ResolverProcess>(new ResolverProcess(pid, std::move(ours)));
}

ResolverProcess::~ResolverProcess() {
  end();
}

/// Its end of the socket closes when it ends, so waiting for that costs no more than it takes.
std::string ResolverProcess::end() {
  if (pid_ <= 0) return "has ended";
  ::shutdown(socket_.get(), SHUT_WR);
  pollfd closed{socket_.get(), POLLIN, 0};
  int status = 0;
  pid_t reaped = 0;
  for (int waited = 0; waited < patience_ms && reaped == 0; ++waited) {
    reaped = ::waitpid(pid_, &status, WNOHANG);
    if (reaped != 0) break;
    if ((closed.revents & POLLHUP) == 0) {
      closed.events = 0;
      ::poll(&closed, 1, 1);
    } else {
      ::poll(nullptr, 0, 1);
    }
  }
  const bool killed = reaped == 0;
  if (killed) {
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = -1;
  return killed ? "did not end by itself" : describe_status(status);
}

tl::unexpected<protocol::Failure> ResolverProcess::ended(FrameStatus status) {
  switch (status) {
    case FrameStatus::timeout: {
      if (pid_ > 0) ::kill(pid_, SIGKILL);
      end();
      return unavailable("keyplate-resolver does not answer",
                         "`--timeout` sets how long it may take");
    }
    case FrameStatus::too_large:
      if (pid_ > 0) ::kill(pid_, SIGKILL);
      end();
      return unavailable("keyplate-resolver sent more than a message may have");
    default:
      return unavailable(fmt::format("keyplate-resolver {} before it answered", end()));
  }
}

Outcome<Response> ResolverProcess::exchange(const protocol::Request& request,
                                            const protocol::Deadline& deadline) {
  const protocol::WipedString frame = protocol::encode(request);
  if (frame.empty())
    return protocol::fail(ErrorKind::unsupported, "the request has more than 64 MiB");
  FrameStatus status = protocol::write_frame(socket_.get(), frame, deadline);
  if (status != FrameStatus::ok) return ended(status);
  protocol::WipedString body;
  status = protocol::read_frame(socket_.get(), body, deadline);
  if (status != FrameStatus::ok) return ended(status);
  auto response = protocol::decode_response(body);
  if (response) return std::move(*response);
  end();
  return unavailable(
      fmt::format("keyplate-resolver answered with what is {}", response.error().message));
}

}  // namespace keyplate::cli
