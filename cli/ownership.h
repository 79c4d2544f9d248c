#pragma once
// Who else could have written a workspace: its file and folder must belong to the caller or root,
// and nobody else may be able to write them, the caller's own private group excepted.

#include <optional>
#include <string>

namespace keyplate::cli {

/// What is wrong with the workspace file at `path` or the folders it lies in, as a message; nothing
/// when it is safe.
std::optional<std::string> ownership_problem(const std::string& path);

}  // namespace keyplate::cli
