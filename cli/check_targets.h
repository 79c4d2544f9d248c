#pragma once
// What a `check` or a `fmt` covers: the files, each with the workspace that rules it. Nothing of a
// template is read here.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "cli/loaded_workspace.h"
#include "cli/report.h"
#include "compiler/checked_workspace.h"
#include "compiler/walk.h"
#include "compiler/workspace_files.h"

namespace keyplate::cli {

using compiler::CheckedWorkspace;

struct CheckTarget {
  std::string shown;                               ///< relative to the current folder
  std::string given;                               ///< the path to open, where that isn't `shown`
  const CheckedWorkspace* workspace = nullptr;     ///< null: no workspace rules it
  bool named = false;                              ///< by the user, not by a glob
  std::optional<std::string> text = std::nullopt;  ///< standard input's
  std::string real =
      {};  ///< where it lies in its workspace, which no link may leave; empty: anywhere
};

/// Collects targets for the paths of a command line. What is in the way of a single file is kept as
/// a diagnostic; only what makes the command senseless is a Failure.
class CheckTargets {
 public:
  /// What they are wanted for. To format, only what a workspace says of files matters, and one with
  /// mistakes is a Failure.
  enum class Purpose : unsigned char { check, format };
  static Expected<CheckTargets> collect(const Arguments& arguments,
                                        Purpose purpose = Purpose::check);

  /// Sorted by what is shown, each file once.
  const std::vector<CheckTarget>& files() const { return files_; }
  /// REQUIRES: the one file is standard input.
  void set_standard_input(std::string text) { files_.front().text = std::move(text); }
  /// Those of the workspaces and of files that can't be read.
  std::vector<Diagnostic> take_diagnostics() { return std::move(diagnostics_); }
  /// The workspaces of which everything is checked, in every environment.
  std::vector<const CheckedWorkspace*> complete() const;
  /// The folders of workspaces that are checked whole; one that only rules a named file isn't.
  const std::set<std::string>& covered() const { return covered_; }

 private:
  CheckTargets(const Arguments& arguments, Purpose purpose);

  Expected<void> add_everything();
  Expected<void> add_standard_input();
  Expected<void> add_path(const std::string& path);
  Expected<void> add_folder(const std::string& path);
  Expected<void> add_workspace_file(const std::string& path);
  Expected<void> add_file(const std::string& path);
  /// True after a diagnostic about a path that leaves its workspace.
  bool refused(const std::string& path);
  Expected<void> add_whole(const std::string& folder);
  Expected<void> add_walk(const CheckedWorkspace& workspace, const std::string& beneath);
  /// The workspace in that folder, loaded at the first call; null if it can't be read.
  Expected<const CheckedWorkspace*> workspace_in(const std::string& folder);
  /// The one that rules a folder's files; null if none does or it can't be read.
  Expected<const CheckedWorkspace*> ruling(const compiler::RuledFolder& folder);
  Expected<void> prepare(CheckedWorkspace& workspace);
  void keep(std::vector<Diagnostic> diagnostics, const CheckedWorkspace& workspace);
  void sort();

  const Arguments* arguments_;
  Purpose purpose_;
  std::string current_folder_;
  compiler::WorkspaceFinder finder_;
  compiler::WrittenPaths written_;
  std::optional<std::string> chosen_;
  compiler::VariableTable overrides_;
  std::map<std::string, std::unique_ptr<CheckedWorkspace>> workspaces_;
  std::set<std::string> covered_;
  std::vector<CheckTarget> files_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace keyplate::cli
