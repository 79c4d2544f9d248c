#include "compiler/workspace_files.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <cerrno>

#include "compiler/beneath.h"
#include "compiler/files.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

bool is_link(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

/// The workspace that the last component leaves, being a link.
std::optional<std::string> left_at(const std::string& path, WorkspaceFinder& finder) {
  if (!is_link(path)) return std::nullopt;
  const auto& workspace = finder.find(folder_of(path)).workspace;
  if (!workspace || is_beneath(real_path(path), *workspace)) return std::nullopt;
  return workspace;
}

}  // namespace

std::optional<Error> WrittenPaths::refuse(const std::string& path, WorkspaceFinder& finder) {
  // `..` stays: behind a link it isn't what the text says.
  std::string whole = path.starts_with('/') ? path : current_folder_ + "/" + path;
  while (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  auto left = left_on_the_way(folder_of(whole), finder);
  if (!left) left = left_at(whole, finder);
  if (!left) return std::nullopt;
  return Error{
      ErrorCode::denied,
      fmt::format("`{}` leads out of the workspace in `{}`; a link in a workspace may only "
                  "lead to what lies in it",
                  visible(path), visible(*left))};
}

const std::optional<std::string>& WrittenPaths::left_on_the_way(const std::string& folder,
                                                                WorkspaceFinder& finder) {
  const auto [known, is_new] = by_folder_.try_emplace(folder);
  if (!is_new) return known->second;
  std::size_t end = 0;
  while (end != std::string::npos && !known->second) {
    end = folder.find('/', end + 1);
    known->second = left_at(folder.substr(0, end), finder);
  }
  return known->second;
}

Result<void> read_beneath(const std::string& root, std::string_view path, const std::string& shown,
                          std::uint64_t most, std::string& buffer) {
  const auto located = locate_beneath(root, path);
  if (located && located->missing.empty())
    return read_file_at(located->folder.get(), located->name.c_str(), shown, most, buffer);
  if (located) return tl::unexpected(read_error(ENOENT, shown));
  if (located.error().code == ErrorCode::not_regular)
    return fail(ErrorCode::not_regular, fmt::format("`{}` is a folder, not a regular file", shown));
  return tl::unexpected(located.error());
}

}  // namespace keyplate::compiler
