#include "runtime/resolve/private_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {
namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// A new file beside its target; it takes itself away unless it was put in place.
class Temporary {
 public:
  Temporary(int folder, std::string target) : folder_(folder), target_(std::move(target)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!name_.empty()) ::unlinkat(folder_, name_.c_str(), 0);
  }

  /// These are false with errno set.
  bool create() {
    std::array<char, 8> random{};
    if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
      return false;
    std::string name = ".keyplate-" + to_hex({random.data(), random.size()});
    file_ = Descriptor(::openat(folder_, name.c_str(),
                                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file_) return false;
    name_ = std::move(name);
    return true;
  }
  bool fill(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(file_.get(), text.data(), text.size());
      if (written < 0 && errno != EINTR) return false;
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fchmod(file_.get(), 0600) == 0 && ::fsync(file_.get()) == 0;
  }
  bool put_in_place(Existing existing) {
    if (existing == Existing::refuse) {
      return ::linkat(folder_, name_.c_str(), folder_, target_.c_str(), 0) == 0;
    }
    if (::renameat(folder_, name_.c_str(), folder_, target_.c_str()) != 0) return false;
    name_.clear();
    return true;
  }

 private:
  int folder_;
  std::string target_;
  std::string name_;  ///< empty: there is none to take away
  Descriptor file_;
};

}  // namespace

Failure disk_failure(std::string_view path, int error_number) {
  return {ErrorKind::io, fmt::format("`{}`: {}", visible(path), std::strerror(error_number)), {}};
}

Outcome<Descriptor> open_folder(const Located& located) {
  Descriptor folder(::openat(located.folder.get(), ".", folder_flags));
  if (!folder) return tl::unexpected(disk_failure(located.real, errno));
  for (const std::string& name : located.missing) {
    if (::mkdirat(folder.get(), name.c_str(), 0700) != 0 && errno != EEXIST) {
      return tl::unexpected(disk_failure(located.real, errno));
    }
    Descriptor next(::openat(folder.get(), name.c_str(), folder_flags));
    if (!next) return tl::unexpected(disk_failure(located.real, errno));
    folder = std::move(next);
  }
  return folder;
}

Outcome<void> put_file(const Descriptor& folder, const Located& located, std::string_view text,
                       Existing existing) {
  Temporary temporary(folder.get(), located.name);
  const bool done = temporary.create() && temporary.fill(text) &&
                    temporary.put_in_place(existing) &&
                    (::fsync(folder.get()) == 0 || errno == EINVAL);
  if (!done) return tl::unexpected(disk_failure(located.real, errno));
  return {};
}

}  // namespace keyplate::resolve
