#include "cli/stage.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "cli/write.h"
#include "compiler/files.h"

namespace keyplate::cli {
namespace {

std::string random_name() {
  std::uint64_t bits = 0;
  // At most 256 bytes can't be interrupted; a name that is taken is refused by O_EXCL anyway.
  if (::getrandom(&bits, sizeof bits, 0) < 0) bits = static_cast<std::uint64_t>(::getpid());
  return fmt::format(".keyplate-{:016x}", bits);
}

std::string own_path(int fd) {
  return fmt::format("/proc/self/fd/{}", fd);
}

/// A file without a name, if there is a way to give it one later.
Descriptor open_unnamed([[maybe_unused]] int folder) {
#ifdef O_TMPFILE
  Descriptor file(::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  if (file && ::access(own_path(file.get()).c_str(), F_OK) == 0) return file;
#endif
  return {};
}

}  // namespace

Stage::Stage(const Output& output) : output_(&output) {
  const std::string& real = output.target.located.real;
  folder_path_ = real.substr(0, real.size() - output.target.located.name.size());
}

Stage::Stage(Stage&& other) noexcept
    : output_(other.output_),
      folder_path_(std::move(other.folder_path_)),
      made_(std::move(other.made_)),
      folder_(std::move(other.folder_)),
      file_(std::move(other.file_)),
      temporary_(std::exchange(other.temporary_, {})),
      committed_(std::exchange(other.committed_, true)) {}

Stage::~Stage() {
  if (!temporary_.empty()) ::unlinkat(folder_.get(), temporary_.c_str(), 0);
  if (committed_) return;
  // A folder that somebody else has put a file into meanwhile stays: it isn't empty.
  for (auto made = made_.rbegin(); made != made_.rend(); ++made)
    ::unlinkat(made->parent.get(), made->name.c_str(), AT_REMOVEDIR);
}

Result<Stage> Stage::make(const Output& output) {
  Stage stage(output);
  TRY(stage.make_folders());
  TRY(stage.open());
  TRY(stage.fill());
  return stage;
}

tl::unexpected<Error> Stage::failed(int error_number) const {
  return tl::unexpected(os_error(output_->target.shown, error_number));
}

Result<void> Stage::make_folders() {
  // The located folder may be open for its path alone; this one can be synced.
  const Located& located = output_->target.located;
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  // Whatever the umask: who may write the folder may replace the file.
  const mode_t mode = output_->secret ? 0700 : 0755;
  folder_ = Descriptor(::openat(located.folder.get(), ".", flags));
  if (!folder_) return failed(errno);
  for (const std::string& name : located.missing) {
    const bool made = ::mkdirat(folder_.get(), name.c_str(), mode) == 0;
    if (!made && errno != EEXIST) return failed(errno);
    Descriptor next(::openat(folder_.get(), name.c_str(), flags));
    const int error_number = errno;
    if (made) made_.push_back({std::move(folder_), name});
    folder_ = std::move(next);
    if (!folder_) return failed(error_number);
    if (made && ::fsync(made_.back().parent.get()) != 0 && errno != EINVAL) return failed(errno);
  }
  return {};
}

Result<void> Stage::open() {
  file_ = open_unnamed(folder_.get());
  if (file_) return {};
  std::string name = random_name();
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  file_ = Descriptor(::openat(folder_.get(), name.c_str(), flags, 0600));
  if (!file_) return failed(errno);
  temporary_ = std::move(name);
  return {};
}

Result<void> Stage::fill() {
  TRY(write_all(file_.get(), output_->text, output_->target.shown));
  TRY(settle_owner_and_mode());
  if (::fsync(file_.get()) != 0) return failed(errno);
  return {};
}

Result<void> Stage::settle_owner_and_mode() {
  const Target& target = output_->target;
  mode_t mode = target.exists ? target.mode : 0600;
  if (output_->secret) mode &= 0700;
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) return failed(errno);
  // Who may not give the file to its old owner and group must not open it to another group.
  if (target.exists && (status.st_uid != target.owner || status.st_gid != target.group) &&
      ::fchown(file_.get(), target.owner, target.group) != 0 &&
      ::fchown(file_.get(), static_cast<uid_t>(-1), target.group) != 0)
    mode &= 0707;
  if (::fchmod(file_.get(), mode) != 0) return failed(errno);
  return {};
}

bool Stage::link_unnamed(const std::string& name) const {
  return ::linkat(AT_FDCWD, own_path(file_.get()).c_str(), folder_.get(), name.c_str(),
                  AT_SYMLINK_FOLLOW) == 0;
}

/// An unnamed file can't replace another in one step: it needs a name to be renamed from.
Result<void> Stage::name_it() {
  std::string name = random_name();
  if (!link_unnamed(name)) return failed(errno);
  temporary_ = std::move(name);
  return {};
}

Result<void> Stage::expect_unchanged() const {
  if (!output_->replaces) return {};
  const Target& target = output_->target;
  std::string now;
  const auto read = compiler::read_file_at(folder_.get(), target.located.name.c_str(), target.shown,
                                           output_->replaces->size(), now);
  if (read && now == *output_->replaces) return {};
  return fail(
      ErrorCode::io,
      fmt::format("`{}` has changed meanwhile and stays as it is; run it again", target.shown));
}

/// Exchanges the two names: the old file then has the temporary one. False with errno set.
bool Stage::replace_keeping() {
  const auto exchange = [&] {
    return ::renameat2(folder_.get(), temporary_.c_str(), folder_.get(),
                       output_->target.located.name.c_str(), RENAME_EXCHANGE) == 0;
  };
  if (!exchange()) return false;
  struct stat old {};
  // Unlike a rename it takes a folder's place too, if one has come there meanwhile.
  if (::fstatat(folder_.get(), temporary_.c_str(), &old, AT_SYMLINK_NOFOLLOW) != 0 ||
      !S_ISDIR(old.st_mode) || !exchange())
    return true;
  errno = EISDIR;
  return false;
}

Result<void> Stage::commit(Before before) {
  const Target& target = output_->target;
  TRY(expect_unchanged());
  if (temporary_.empty()) {
    if (!target.exists && link_unnamed(target.located.name)) {
      committed_ = true;
      return {};
    }
    TRY(name_it());
  }
  if (before == Before::kept && target.exists) {
    committed_ = replace_keeping();
    if (committed_) return {};
    // Where the file system can't exchange names, what was there goes at once.
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) return failed(errno);
  }
  const int folder = folder_.get();
  if (::renameat(folder, temporary_.c_str(), folder, target.located.name.c_str()) != 0)
    return failed(errno);
  temporary_.clear();
  committed_ = true;
  return {};
}

bool Stage::is_in_place() const {
  struct stat ours {};
  struct stat there {};
  const char* const name = output_->target.located.name.c_str();
  return ::fstat(file_.get(), &ours) == 0 &&
         ::fstatat(folder_.get(), name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
         ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

void Stage::go_back() {
  // What somebody has put there meanwhile isn't ours to take away.
  if (!committed_ || !is_in_place()) return;
  const Target& target = output_->target;
  if (!target.exists)
    committed_ = ::unlinkat(folder_.get(), target.located.name.c_str(), 0) != 0;
  else if (!temporary_.empty())
    committed_ = !replace_keeping();
}

Result<void> Stage::sync_folder() const {
  if (::fsync(folder_.get()) != 0 && errno != EINVAL) return failed(errno);
  return {};
}

}  // namespace keyplate::cli
