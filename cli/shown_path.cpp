#include "cli/shown_path.h"

#include <unistd.h>

#include <climits>

#include "compiler/beneath.h"

namespace keyplate::cli {

std::string current_folder() {
  char folder[PATH_MAX];
  return ::getcwd(folder, sizeof folder) == nullptr ? "/" : folder;
}

std::string shown_path(std::string_view path, std::string_view folder) {
  std::string up;
  while (!is_beneath(path, folder)) {
    up += "../";
    folder = folder.substr(0, folder.rfind('/'));
    if (folder.empty()) folder = "/";
  }
  path.remove_prefix(folder.size());
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.empty() && up.empty()) return ".";
  if (path.empty()) up.pop_back();
  return up.append(path);
}

}  // namespace keyplate::cli
