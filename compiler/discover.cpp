#include "compiler/discover.h"

#include <sys/stat.h>

#include <climits>
#include <cstdlib>

#include "compiler/workspace.h"

namespace keyplate::compiler {
namespace {

bool exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

std::string joined(const std::string& folder, std::string_view name) {
  std::string path = folder;
  if (!path.ends_with('/')) path += '/';
  return path.append(name);
}

}  // namespace

std::string folder_of(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

std::string real_path(const std::string& path) {
  char resolved[PATH_MAX];
  std::string existing = path.empty() ? "." : path;
  std::string rest;
  while (::realpath(existing.c_str(), resolved) == nullptr) {
    const std::string parent = folder_of(existing);
    if (parent == existing) return path;
    const std::size_t name = existing.find_last_of('/') + 1;
    rest = joined(existing.substr(name), rest);
    existing = parent;
  }
  if (rest.empty()) return resolved;
  rest.pop_back();  // the slash
  return joined(resolved, rest);
}

WorkspaceFinder::WorkspaceFinder(const std::string& home) {
  if (!home.empty()) home_ = identify(home);
}

std::optional<WorkspaceFinder::Identity> WorkspaceFinder::identify(const std::string& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return std::nullopt;
  return Identity{status.st_dev, status.st_ino};
}

const RuledFolder& WorkspaceFinder::find(const std::string& folder) {
  const auto [known, is_new] = by_name_.try_emplace(folder);
  if (is_new) {
    known->second.real = real_path(folder);
    known->second.workspace = search(known->second.real);
  }
  return known->second;
}

std::optional<std::string> WorkspaceFinder::search(const std::string& real_folder) {
  std::string folder = real_folder;
  auto here = identify(folder);
  while (!here && folder != "/") {  // not made yet: --stdin-filename may name such a one
    folder = folder_of(folder);
    here = identify(folder);
  }
  const auto [result, is_new] = by_real_.try_emplace(folder);
  if (!is_new || !here) return result->second;
  const dev_t device = here->device;
  while (here && here->device == device) {
    if (exists(joined(folder, workspace_file_name))) return result->second = folder;
    if (here == home_ || folder == "/" || exists(joined(folder, ".git"))) break;
    folder = folder_of(folder);
    here = identify(folder);
  }
  return std::nullopt;
}

}  // namespace keyplate::compiler
