#include "cli/own_folders.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "compiler/beneath.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

Result<std::string> own_folder(const char* variable, const char* below_home) {
  // The specification has relative paths ignored.
  const auto base = environment_variable(variable);
  if (base && base->front() == '/') return *base + "/keyplate";
  const auto home = environment_variable("HOME");
  if (home && home->front() == '/') return *home + below_home + "/keyplate";
  return fail(ErrorCode::not_found, fmt::format("neither HOME nor {} names a folder", variable));
}

}  // namespace

std::optional<std::string> environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

Result<std::string> state_folder() {
  return own_folder("XDG_STATE_HOME", "/.local/state");
}
Result<std::string> configuration_folder() {
  return own_folder("XDG_CONFIG_HOME", "/.config");
}

Result<std::string> private_folder(const std::string& path) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST)
      return tl::unexpected(os_error(visible(part), errno));
    if (slash == std::string::npos) break;
  }
  const std::string real = real_path(path);
  struct stat status {};
  if (real.empty() || ::stat(real.c_str(), &status) != 0)
    return tl::unexpected(os_error(visible(path), errno));
  if (!S_ISDIR(status.st_mode))
    return fail(ErrorCode::not_regular, fmt::format("`{}` is not a folder", visible(path)));
  if (status.st_uid != ::geteuid() || (status.st_mode & 022) != 0)
    return fail(
        ErrorCode::denied,
        fmt::format("`{}` must belong to you, and nobody else may write it", visible(path)));
  return real;
}

}  // namespace keyplate::cli
