#include "compiler/beneath.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <strings.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>

#include "compiler/files.h"
#include "grammar/unicode.h"

namespace keyplate {
namespace {

constexpr unsigned most_links = 40;
#ifdef O_PATH
constexpr int folder_flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
#else
constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
#endif

/// Case doesn't count: some file systems find `.git` as `.GIT`.
bool is_git(const std::string& component) {
  return strcasecmp(component.c_str(), ".git") == 0;
}

std::vector<std::string> components(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) parts.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return parts;
}

/// One path being followed.
class Walk {
 public:
  Walk(std::string root, std::string_view shown, bool confined)
      : root_(std::move(root)), shown_(visible(shown)), confined_(confined) {}

  Result<Located> run(std::string_view path) {
    Descriptor top(::open(root_.c_str(), folder_flags));
    if (!top) return tl::unexpected(os_error(visible(root_), errno));
    folders_.push_back(std::move(top));
    push_front(path);
    while (!rest_.empty()) {
      const std::string component = std::move(rest_.front());
      rest_.pop_front();
      TRY(step(component));
    }
    if (name_.empty() || path.back() == '/')
      return fail(ErrorCode::not_regular, fmt::format("`{}` is a folder", shown_));
    return located();
  }

 private:
  tl::unexpected<Error> leaves() const {
    return fail(ErrorCode::denied, fmt::format("`{}` leads out of `{}`", shown_, visible(root_)));
  }

  void push_front(std::string_view path) {
    const std::vector<std::string> parts = components(path);
    rest_.insert(rest_.begin(), parts.begin(), parts.end());
  }

  Result<void> step(const std::string& component) {
    if (component == ".") return {};
    if (component == "..") return up();
    if (is_git(component))
      return fail(ErrorCode::denied, fmt::format("`{}` lies under `.git`", shown_));
    if (!missing_.empty()) return enter_missing(component);
    std::string target;
    if (TRY(read_link(component, target))) return follow(target);
    return rest_.empty() ? leaf(component) : enter(component);
  }

  Result<void> up() {
    if (!missing_.empty()) {
      missing_.pop_back();
    } else if (folders_.size() > 1) {
      folders_.pop_back();
      names_.pop_back();
    } else if (confined_) {
      return leaves();
    }
    return {};
  }

  Result<bool> read_link(const std::string& component, std::string& target) const {
    char buffer[PATH_MAX];
    const ssize_t size =
        ::readlinkat(folders_.back().get(), component.c_str(), buffer, sizeof buffer);
    if (size >= 0) target.assign(buffer, static_cast<std::size_t>(size));
    if (size >= 0 || errno == EINVAL || errno == ENOENT) return size >= 0;
    return tl::unexpected(os_error(shown_, errno));
  }

  Result<void> follow(const std::string& target) {
    if (++links_ > most_links) return tl::unexpected(os_error(shown_, ELOOP));
    if (!target.empty() && target.front() == '/') {
      if (confined_) return leaves();
      folders_.erase(folders_.begin() + 1, folders_.end());
      names_.clear();
    }
    push_front(target);
    return {};
  }

  Result<void> leaf(const std::string& component) {
    struct stat status {};
    if (::fstatat(folders_.back().get(), component.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(status.st_mode))
      return enter(component);
    name_ = component;
    return {};
  }

  Result<void> enter(const std::string& component) {
    Descriptor next(::openat(folders_.back().get(), component.c_str(), folder_flags));
    if (!next && errno == ENOENT) return enter_missing(component);
    if (!next) return tl::unexpected(os_error(shown_, errno));
    folders_.push_back(std::move(next));
    names_.push_back(component);
    return {};
  }

  Result<void> enter_missing(const std::string& component) {
    if (rest_.empty())
      name_ = component;
    else
      missing_.push_back(component);
    return {};
  }

  Located located() {
    Located found{std::move(folders_.back()), std::move(missing_), std::move(name_), root_};
    if (found.real == "/") found.real.clear();
    for (const std::string& folder : names_) found.real += "/" + folder;
    for (const std::string& folder : found.missing) found.real += "/" + folder;
    found.real += "/" + found.name;
    return found;
  }

  std::string root_;
  std::string shown_;
  bool confined_;
  std::vector<Descriptor> folders_;   ///< from the root to where the walk stands
  std::vector<std::string> names_;    ///< of folders_, the root left out
  std::vector<std::string> missing_;  ///< below folders_, to be made
  std::deque<std::string> rest_;      ///< components still to go
  std::string name_;
  unsigned links_ = 0;
};

ErrorCode code_of(int error_number) {
  switch (error_number) {
    case ENOENT:
      return ErrorCode::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorCode::denied;
    case ENOTDIR:
    case EISDIR:
      return ErrorCode::not_regular;
    case EFBIG:
      return ErrorCode::too_large;
    default:
      return ErrorCode::io;
  }
}

}  // namespace

Error os_error(std::string_view what, int error_number) {
  return Error{code_of(error_number), fmt::format("`{}`: {}", what, std::strerror(error_number))};
}

Result<Located> locate_beneath(const std::string& root, std::string_view path) {
  std::string_view rest = path;
  if (!rest.empty() && rest.front() == '/') {
    if (!is_beneath(rest, root))
      return fail(ErrorCode::denied,
                  fmt::format("`{}` does not lie beneath `{}`", visible(path), visible(root)));
    rest.remove_prefix(root.size());
  }
  return Walk(root, path, true).run(rest);
}

Result<Located> locate_anywhere(const std::string& folder, std::string_view path) {
  const bool absolute = !path.empty() && path.front() == '/';
  const std::string whole = absolute ? std::string(path) : folder + "/" + std::string(path);
  return Walk("/", path, false).run(whole);
}

Result<std::string> read_located(const Located& located, std::size_t limit) {
  const std::string shown = visible(located.real);
  if (!located.missing.empty()) return tl::unexpected(os_error(shown, ENOENT));
  // O_NONBLOCK: a FIFO must not hold us up before it is refused.
  const Descriptor file(::openat(located.folder.get(), located.name.c_str(),
                                 O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file) return tl::unexpected(os_error(shown, errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return tl::unexpected(os_error(shown, errno));
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::not_regular, fmt::format("`{}` is not a regular file", shown));
  std::string text;
  TRY(compiler::read_stream(file.get(), shown, limit, text));
  return text;
}

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         &std::free);
  return real ? real.get() : "";
}

std::string normal_path(const std::string& folder, std::string_view path) {
  const bool absolute = !path.empty() && path.front() == '/';
  std::vector<std::string> kept = absolute ? std::vector<std::string>{} : components(folder);
  for (std::string& component : components(path)) {
    if (component == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (component != ".") {
      kept.push_back(std::move(component));
    }
  }
  std::string normal;
  for (const std::string& component : kept) normal += "/" + component;
  return normal.empty() ? "/" : normal;
}

std::optional<std::string> relative_to(std::string_view folder, std::string_view path) {
  if (!is_beneath(path, folder)) return std::nullopt;
  const std::size_t skipped = folder == "/" ? 1 : folder.size() + 1;
  return path.size() < skipped ? std::string() : std::string(path.substr(skipped));
}

bool is_beneath(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.substr(0, folder.size()) == folder &&
         (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace keyplate
