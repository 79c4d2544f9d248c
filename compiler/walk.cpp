#include "compiler/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "compiler/descriptor.h"
#include "compiler/files.h"
#include "compiler/workspace.h"

namespace keyplate::compiler {
namespace {

std::vector<Glob> compiled(const std::vector<std::string>& patterns) {
  std::vector<Glob> globs;
  for (const std::string& pattern : patterns) {
    if (auto glob = Glob::compile(pattern)) globs.push_back(*std::move(glob));
  }
  return globs;
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

/// Goes through folders by a list of those still to do, so that depth costs neither stack nor
/// descriptors.
class Walker {
 public:
  Walker(Descriptor root, const TemplateGlobs& globs) : root_(std::move(root)), globs_(globs) {}

  Result<Walk> run(std::string_view beneath) {
    if (auto listed = list(std::string(beneath), true); !listed)
      return tl::unexpected(listed.error());
    while (!folders_.empty()) {
      const std::string folder = std::move(folders_.back());
      folders_.pop_back();
      if (auto listed = list(folder, false); !listed)
        result_.skipped.push_back({folder, listed.error()});
    }
    std::sort(result_.files.begin(), result_.files.end());
    std::sort(result_.skipped.begin(), result_.skipped.end(),
              [](const Skipped& a, const Skipped& b) { return a.path < b.path; });
    return std::move(result_);
  }

 private:
  Result<void> list(const std::string& folder, bool is_start) {
    const int descriptor =
        ::openat(root_.get(), folder.empty() ? "." : folder.c_str(),
                 O_RDONLY | O_DIRECTORY | O_CLOEXEC | (is_start ? 0 : O_NOFOLLOW));
    if (descriptor < 0) return tl::unexpected(read_error(errno, folder));
    const Folder open(::fdopendir(descriptor));
    path_ = folder;
    if (!folder.empty()) path_ += '/';
    const std::size_t files = result_.files.size();
    const std::size_t skipped = result_.skipped.size();
    const std::size_t folders = folders_.size();
    if (TRY(read_entries(open.get(), folder)) && !is_start) {
      result_.files.resize(files);
      result_.skipped.resize(skipped);
      folders_.resize(folders);
    }
    return {};
  }

  /// Visits every entry; says whether one is a workspace file.
  Result<bool> read_entries(DIR* open, const std::string& folder) {
    const std::size_t prefix = path_.size();
    bool holds_workspace = false;
    errno = 0;
    while (const dirent* const entry = ::readdir(open)) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == ".." || name == ".git") continue;
      holds_workspace = holds_workspace || name == workspace_file_name;
      path_.resize(prefix);
      path_ += name;
      visit(entry->d_type == DT_UNKNOWN ? type_of(::dirfd(open), entry->d_name) : entry->d_type);
      errno = 0;
    }
    if (errno != 0) return tl::unexpected(read_error(errno, folder));
    return holds_workspace;
  }

  /// What `path_` names.
  void visit(unsigned char type) {
    if (type == DT_DIR) {
      if (globs_.may_match_beneath(path_)) folders_.push_back(path_);
    } else if (globs_.matches(path_)) {
      if (type == DT_REG) {
        result_.files.push_back(path_);
      } else {
        skip(type);
      }
    }
  }

  void skip(unsigned char type) {
    const std::string_view kind = type == DT_LNK    ? "a link, and links are not followed"
                                  : type == DT_FIFO ? "a FIFO, not a regular file"
                                  : type == DT_SOCK ? "a socket, not a regular file"
                                                    : "a device, not a regular file";
    result_.skipped.push_back(
        {path_, {ErrorCode::not_regular, fmt::format("`{}` is {}", path_, kind)}});
  }

  static unsigned char type_of(int folder_descriptor, const char* name) {
    struct stat status {};
    if (::fstatat(folder_descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return DT_UNKNOWN;
    return static_cast<unsigned char>(IFTODT(status.st_mode));
  }

  Descriptor root_;
  const TemplateGlobs& globs_;
  std::string path_;  ///< of the entry that is visited
  std::vector<std::string> folders_;
  Walk result_;
};

}  // namespace

TemplateGlobs::TemplateGlobs(const std::vector<std::string>& templates,
                             const std::vector<std::string>& exclude)
    : templates_(compiled(templates)), exclude_(compiled(exclude)) {}

bool TemplateGlobs::matches(std::string_view path) const {
  const auto matches = [path](const Glob& glob) {
    return glob.matches(path);
  };
  return std::any_of(templates_.begin(), templates_.end(), matches) &&
         std::none_of(exclude_.begin(), exclude_.end(), matches);
}

bool TemplateGlobs::may_match_beneath(std::string_view folder) const {
  return std::any_of(templates_.begin(), templates_.end(),
                     [folder](const Glob& glob) { return glob.may_match_beneath(folder); }) &&
         std::none_of(exclude_.begin(), exclude_.end(),
                      [folder](const Glob& glob) { return glob.matches_all_beneath(folder); });
}

Result<Walk> walk(const std::string& folder, std::string_view beneath, const TemplateGlobs& globs) {
  Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) return tl::unexpected(read_error(errno, folder));
  return Walker(std::move(root), globs).run(beneath);
}

}  // namespace keyplate::compiler
