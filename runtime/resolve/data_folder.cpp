#include "runtime/resolve/data_folder.h"

#include <utility>
#include <vector>

#include "compiler/data_path.h"

namespace keyplate::resolve {
namespace {

Failure data_failure(Error error) {
  if (error.code != ErrorCode::invalid) return disk_error(std::move(error));
  return Failure{ErrorKind::config_invalid, std::move(error.message), {}};
}

}  // namespace

Outcome<Located> locate_data(const std::string& path, const Session& session) {
  std::vector<std::string> folders;
  for (const std::string& folder : session.caller().data_folders)
    folders.push_back(TRY(session.absolute_path(folder)));
  return keyplate::locate_data(session.caller().folder, folders, TRY(session.absolute_path(path)))
      .map_error(data_failure);
}

}  // namespace keyplate::resolve
