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

std::optional<std::string> WorkspaceFinder::find(const std::string& folder) {
  const auto [known, is_new] = by_name_.try_emplace(folder);
  if (!is_new) return known->second;
  std::string real = real_path(folder);
  auto identity = identify(real);
  while (!identity && real != "/") {  // a file that is yet to be, such as --stdin-filename
    real = folder_of(real);
    identity = identify(real);
  }
  if (identity) known->second = search(real, identity->device);
  return known->second;
}

std::optional<std::string> WorkspaceFinder::search(const std::string& real_folder, dev_t device) {
  std::string folder = real_folder;
  std::optional<std::string> found;
  while (true) {
    const auto known = by_real_.find(folder);
    const auto identity = identify(folder);
    if (known != by_real_.end()) {
      found = known->second;
      break;
    }
    if (!identity || identity->device != device) break;
    if (exists(joined(folder, workspace_file_name))) {
      found = folder;
      break;
    }
    if (identity == home_ || exists(joined(folder, ".git")) || folder == "/") break;
    folder = folder_of(folder);
  }
  by_real_[real_folder] = found;
  return found;
}

}  // namespace keyplate::compiler
