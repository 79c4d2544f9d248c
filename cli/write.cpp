#include "cli/write.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>
#include <set>

#include "cli/stage.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

/// The descriptor that `-`, `/dev/stdout`, `/dev/fd/3` or `/proc/self/fd/3` means.
std::optional<int> named_descriptor(std::string_view path) {
  if (path == "-" || path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
    if (path.substr(0, prefix.size()) != prefix) continue;
    const std::string_view digits = path.substr(prefix.size());
    if (digits.empty() || digits.size() > 6) return std::nullopt;
    int number = 0;
    for (const char digit : digits) {
      if (digit < '0' || digit > '9') return std::nullopt;
      number = number * 10 + (digit - '0');
    }
    return number;
  }
  return std::nullopt;
}

Result<Located> locate(const std::string& workspace, const std::string& folder,
                       std::string_view path) {
  if (path.ends_with('/'))
    return fail(ErrorCode::not_regular, fmt::format("`{}` names a folder", visible(path)));
  const std::string normal = normal_path(folder, path);
  const bool inside = !workspace.empty() && is_beneath(normal, workspace);
  return inside ? locate_beneath(workspace, normal) : locate_anywhere(folder, path);
}

Result<void> inspect(Target& target, NamedBy by) {
  struct stat status {};
  const std::string& name = target.located.name;
  if (!target.located.missing.empty()) return {};
  if (::fstatat(target.located.folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return {};
    return tl::unexpected(os_error(target.shown, errno));
  }
  const bool stream = S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode);
  if (!S_ISREG(status.st_mode) && !(stream && by == NamedBy::person))
    return fail(ErrorCode::not_regular, fmt::format("`{}` is not a regular file", target.shown));
  target.exists = true;
  target.kind = stream ? TargetKind::stream : TargetKind::file;
  target.mode = status.st_mode & 0777;
  target.owner = status.st_uid;
  target.group = status.st_gid;
  if (::faccessat(target.located.folder.get(), name.c_str(), W_OK, AT_EACCESS) != 0)
    return tl::unexpected(os_error(target.shown, errno));
  return {};
}

/// Holds back what a person or the system may send us while files are being replaced, so that only
/// a kill can fall between a temporary file's name and its rename.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) sigaddset(&held, signal);
    pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

/// Goes away from its end, so that a folder is empty when the stage that made it removes it. Unless
/// it is done, all that was put in place is taken back first.
struct Stages {
  Stages() = default;
  ~Stages() {
    while (!list.empty()) {
      if (!done) list.back().go_back();
      list.pop_back();
    }
  }
  Stages(const Stages&) = delete;
  Stages& operator=(const Stages&) = delete;
  std::vector<Stage> list;
  bool done = false;
};

Result<void> write_files(std::span<const Output> outputs) {
  const SignalsHeld held;
  Stages stages;
  for (const Output& output : outputs) {
    if (output.target.kind == TargetKind::file) stages.list.push_back(TRY(Stage::make(output)));
  }
  // One file needs no way back: its rename is the last that can fail before it is there.
  const auto before = stages.list.size() > 1 ? Stage::Before::kept : Stage::Before::dropped;
  for (Stage& stage : stages.list) TRY(stage.commit(before));
  std::set<std::string> synced;
  for (const Stage& stage : stages.list) {
    if (synced.insert(stage.folder_path()).second) TRY(stage.sync_folder());
  }
  stages.done = true;
  return {};
}

Result<void> write_stream(const Output& output) {
  const Target& target = output.target;
  if (target.kind == TargetKind::open)
    return write_all(target.descriptor, output.text, target.shown);
  const Descriptor stream(::openat(target.located.folder.get(), target.located.name.c_str(),
                                   O_WRONLY | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC));
  if (!stream) return tl::unexpected(os_error(target.shown, errno));
  return write_all(stream.get(), output.text, target.shown);
}

}  // namespace

void allow_descriptors(std::size_t count) {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= count) return;
  limit.rlim_cur = std::min<rlim_t>(count, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Result<Target> resolve_target(const std::string& workspace, const std::string& folder,
                              std::string_view path, NamedBy by) {
  Target target;
  target.shown = visible(path);
  if (by == NamedBy::person) {
    if (const auto descriptor = named_descriptor(path)) {
      target.kind = TargetKind::open;
      target.descriptor = *descriptor;
      target.exists = true;
      return target;
    }
  }
  target.located = by == NamedBy::workspace ? TRY(locate_beneath(workspace, path))
                                            : TRY(locate(workspace, folder, path));
  TRY(inspect(target, by));
  return target;
}

Result<void> write_outputs(std::span<const Output> outputs) {
  TRY(write_files(outputs));
  for (const Output& output : outputs) {
    if (output.target.kind != TargetKind::file) TRY(write_stream(output));
  }
  return {};
}

Result<void> write_all(int descriptor, std::string_view text, std::string_view shown) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {  // whoever gave it to us has made it non-blocking
      pollfd ready{descriptor, POLLOUT, 0};
      ::poll(&ready, 1, -1);
      continue;
    }
    if (written < 0) return tl::unexpected(os_error(shown, errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace keyplate::cli
