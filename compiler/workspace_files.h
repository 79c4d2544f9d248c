#pragma once
// Files that a person named, as a repository may have linked them: what a path says to lie in a
// workspace is read there or not at all.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/discover.h"
#include "compiler/result.h"

namespace keyplate::compiler {

/// Judges paths as they are written. A link below a workspace's folder must not lead out of it; one
/// above it, and a path that lies in no workspace, are the person's own affair.
class WrittenPaths {
 public:
  explicit WrittenPaths(std::string current_folder) : current_folder_(std::move(current_folder)) {}

  /// Why the path may not be opened, if it may not.
  std::optional<Error> refuse(const std::string& path, WorkspaceFinder& finder);

 private:
  const std::optional<std::string>& left_on_the_way(const std::string& folder,
                                                    WorkspaceFinder& finder);

  std::string current_folder_;
  std::map<std::string, std::optional<std::string>> by_folder_;
};

/// Reads what lies beneath `root`, no link leading out. `shown` is what errors call it.
Result<void> read_beneath(const std::string& root, std::string_view path, const std::string& shown,
                          std::uint64_t most, std::string& buffer);

}  // namespace keyplate::compiler
