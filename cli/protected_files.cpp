#include "cli/protected_files.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include "cli/own_folders.h"
#include "compiler/beneath.h"
#include "compiler/discover.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

/// As the resolver reads a credential path.
std::string written_from(const std::string& folder, const std::string& path) {
  if (path.starts_with('/')) return path;
  if (path.starts_with("~/")) return environment_variable("HOME").value_or("") + path.substr(1);
  return folder + "/" + path;
}

/// Whether the last part of a dotted key says that its value is a path: `file`, `auth.key_file`.
bool names_file(std::string_view key) {
  const std::string_view last = key.substr(key.rfind('.') + 1);
  return last == "file" || last.ends_with("_file");
}

/// One file under two names: on a disk that takes `A` for `a`, or by a hard link.
bool is_same_file(const std::string& a, const std::string& b) {
  struct stat one {};
  struct stat other {};
  return ::lstat(a.c_str(), &one) == 0 && ::lstat(b.c_str(), &other) == 0 &&
         one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

}  // namespace

ProtectedFiles::ProtectedFiles(const compiler::Workspace& workspace)
    : folder_(workspace.folder), templates_(workspace.templates, workspace.exclude) {
  const std::string own = fmt::format("{}/{}", folder_, compiler::workspace_file_name);
  add(own, "the workspace file");
  entries_.push_back({own, "the workspace file"});  // a link there is part of it too
  for (const compiler::Vault& vault : workspace.vaults) {
    for (const compiler::Setting& setting : vault.settings) {
      if (!names_file(setting.key) || setting.list || setting.values.empty()) continue;
      add(written_from(folder_, setting.values.front()),
          fmt::format("`{}` of vault `{}`", setting.key, visible(vault.name)));
    }
  }
}

void ProtectedFiles::add(const std::string& path, std::string what) {
  entries_.push_back({normal_path("/", compiler::real_path(path)), std::move(what)});
}

std::optional<std::string> ProtectedFiles::at(const Target& target) const {
  if (target.kind != TargetKind::file) return std::nullopt;
  const std::string& real = target.located.real;
  for (const Entry& entry : entries_) {
    if (entry.path == real || is_same_file(entry.path, real)) return entry.what;
  }
  const auto relative = relative_to(folder_, real);
  if (relative && templates_.matches(*relative)) return "a file that `templates` matches";
  return std::nullopt;
}

}  // namespace keyplate::cli
