#include "runtime/resolve/data_folder.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/result.h"
#include "grammar/unicode.h"

namespace keyplate::resolve {
namespace {

constexpr unsigned most_links = 40;

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
      if (is_beneath(folder, repository) || ++links > most_links) return true;
      path = normal_path(folder, *target) + (end == std::string::npos ? "" : path.substr(end));
      end = 0;
    } else if (end == std::string::npos) {
      return false;
    }
  }
}

Outcome<void> check_data_folder(const std::string& folder, const Session& session) {
  if (!leads_through_link_in(repository_around(session.caller().folder), folder)) return {};
  return fail(ErrorKind::config_invalid,
              fmt::format("the data folder `{}` is reached through a link in the repository",
                          visible(folder)),
              "name the folder that it leads to");
}

}  // namespace

Outcome<Located> locate_data(const std::string& path, const Session& session) {
  const std::string absolute = TRY(session.absolute_path(path));
  const std::string normal = normal_path("/", absolute);
  std::vector<std::string> roots = {session.caller().folder};
  for (const std::string& folder : session.caller().data_folders) {
    const std::string root = TRY(session.absolute_path(folder));
    roots.push_back(normal_path("/", root));
  }
  for (const std::string& root : roots) {
    const std::string real = real_path(root);
    if (real.empty() || !is_beneath(normal, root)) continue;
    if (normal == root) return fail(ErrorKind::io, fmt::format("`{}` is a folder", visible(path)));
    if (&root != &roots.front()) TRY(check_data_folder(root, session));
    return locate_beneath(real, std::string_view(normal).substr(root == "/" ? 1 : root.size() + 1))
        .map_error(disk_error);
  }
  return fail(ErrorKind::config_invalid,
              fmt::format("`{}` does not lie beneath the workspace or one of its data folders",
                          visible(path)),
              "`[workspace] data_folders` names the others");
}

}  // namespace keyplate::resolve
