#include "cli/data_file.h"

#include <fmt/core.h>

#include <utility>
#include <vector>

#include "cli/own_folders.h"
#include "compiler/data_path.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

using protocol::ErrorKind;

constexpr std::size_t largest_file = std::size_t{1} << 20;

protocol::Failure failure_of(Error error) {
  const auto kind = [&] {
    switch (error.code) {
      case ErrorCode::not_found:
        return ErrorKind::not_found;
      case ErrorCode::denied:
        return ErrorKind::permission_denied;
      case ErrorCode::invalid:
        return ErrorKind::config_invalid;
      default:
        return ErrorKind::io;
    }
  };
  return protocol::Failure{kind(), std::move(error.message), {}};
}

/// `~` is the caller's home, where there is one.
std::string absolute(const std::string& path, const std::string& workspace) {
  if (path == "~" || path.starts_with("~/"))
    return environment_variable("HOME").value_or("/nonexistent") + path.substr(1);
  return normal_path(workspace, path);
}

}  // namespace

protocol::Outcome<std::string> read_data_file(const compiler::Workspace& workspace,
                                              const std::string& path) {
  std::vector<std::string> folders;
  for (const std::string& folder : workspace.data_folders)
    folders.push_back(absolute(folder, workspace.folder));
  if (path.empty()) return protocol::fail(ErrorKind::config_invalid, "`file` takes a path");
  if (path.find('\0') != std::string::npos)
    return protocol::fail(ErrorKind::config_invalid, "a path holds no NUL byte");
  const Located located =
      TRY(locate_data(workspace.folder, folders, absolute(path, workspace.folder))
              .map_error(failure_of));
  std::string text = TRY(read_located(located, largest_file).map_error(failure_of));
  if (find_invalid_utf8(text))
    return protocol::fail(ErrorKind::wrong_form,
                          fmt::format("`{}` is not UTF-8 text", visible(path)));
  return text;
}

}  // namespace keyplate::cli
