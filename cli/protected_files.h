#pragma once
// What a render must not write over: the workspace's own file, the files that its vaults are made
// of, and its templates.

#include <optional>
#include <string>
#include <vector>

#include "cli/write.h"
#include "compiler/walk.h"
#include "compiler/workspace.h"

namespace keyplate::cli {

class ProtectedFiles {
 public:
  explicit ProtectedFiles(const compiler::Workspace& workspace);

  /// What the target would replace, as the end of a sentence; nothing: it may be written.
  std::optional<std::string> at(const Target& target) const;

 private:
  struct Entry {
    std::string path;  ///< links resolved as far as it exists
    std::string what;
  };
  void add(const std::string& path, std::string what);

  std::string folder_;
  compiler::TemplateGlobs templates_;
  std::vector<Entry> entries_;
};

}  // namespace keyplate::cli
