#pragma once
// The files of a workspace that its globs name. Links are not followed, folders that no glob can
// enter are not opened, and a folder with a keyplate.toml of its own is another workspace's.

#include <string>
#include <string_view>
#include <vector>

#include "compiler/glob.h"
#include "compiler/result.h"

namespace keyplate::compiler {

/// `templates` and `exclude` of a workspace, compiled. Immutable, thread-safe.
class TemplateGlobs {
 public:
  /// Leaves out a pattern that is no glob: loading the workspace has reported it.
  TemplateGlobs(const std::vector<std::string>& templates, const std::vector<std::string>& exclude);

  /// Whether the file with that path, relative to the workspace, is a template of it.
  bool matches(std::string_view path) const;
  /// Whether a file beneath that folder can be.
  bool may_match_beneath(std::string_view folder) const;

 private:
  std::vector<Glob> templates_;
  std::vector<Glob> exclude_;
};

struct Skipped {
  std::string path;
  Error error;
};

struct Walk {
  std::vector<std::string> files;  ///< relative to the workspace, sorted
  std::vector<Skipped> skipped;    ///< what a glob matched but can't be read, sorted
};

/// Walks `beneath` (relative; empty: all) of the workspace in `folder`. An error is about `beneath`
/// itself.
Result<Walk> walk(const std::string& folder, std::string_view beneath, const TemplateGlobs& globs);

}  // namespace keyplate::compiler
