#include "compiler/data_path.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <optional>
#include <string_view>
#include <vector>

#include "grammar/unicode.h"

namespace keyplate {
namespace {

constexpr unsigned most_repository_links = 40;

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

/// The real path of the repository around the workspace: the nearest folder that holds a `.git`,
/// else the workspace itself.
std::string repository_around(const std::string& workspace) {
  const std::string real = real_path(workspace);
  for (std::string folder = real; !folder.empty(); folder = parent_of(folder)) {
    struct stat status {};
    if (::lstat((folder + "/.git").c_str(), &status) == 0) return folder;
    if (folder == "/") break;
  }
  return real;
}

std::optional<std::string> link_target(const std::string& path) {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t size = ::readlink(path.c_str(), buffer.data(), buffer.size());
  if (size < 0) return std::nullopt;
  return std::string(buffer.data(), static_cast<std::size_t>(size));
}

/// Whether a link that lies in `repository` is on the way to the normal path `path`. Links outside
/// of it are the system's or the person's own: they are followed, and may lead to one inside.
bool leads_through_link_in(const std::string& repository, std::string path) {
  unsigned links = 0;
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (const auto target = link_target(part)) {
      const std::string folder = real_path(parent_of(part));
      if (is_beneath(folder, repository) || ++links > most_repository_links) return true;
      path = normal_path(folder, *target) + (end == std::string::npos ? "" : path.substr(end));
      end = 0;
    } else if (end == std::string::npos) {
      return false;
    }
  }
}

}  // namespace

Result<Located> locate_data(const std::string& folder, const std::vector<std::string>& data_folders,
                            const std::string& path) {
  const std::string normal = normal_path(folder, path);
  std::vector<std::string> roots = {folder};
  for (const std::string& other : data_folders) roots.push_back(normal_path("/", other));
  for (const std::string& root : roots) {
    const std::string real = real_path(root);
    if (real.empty() || !is_beneath(normal, root)) continue;
    if (normal == root)
      return fail(ErrorCode::not_regular, fmt::format("`{}` is a folder", visible(path)));
    if (&root != &roots.front() && leads_through_link_in(repository_around(folder), root))
      return fail(ErrorCode::invalid,
                  fmt::format("the data folder `{}` is reached through a link in the repository; "
                              "name the folder that it leads to",
                              visible(root)));
    return locate_beneath(real, std::string_view(normal).substr(root == "/" ? 1 : root.size() + 1));
  }
  return fail(ErrorCode::invalid,
              fmt::format("`{}` does not lie beneath the workspace or one of its data folders; "
                          "`[workspace] data_folders` names the others",
                          visible(path)));
}

}  // namespace keyplate
