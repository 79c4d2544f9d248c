#pragma once
// The workspaces of open documents: found as `check` finds them, read from disk or taken from the
// editor, loaded once and again when they change. Nothing but a keyplate.toml is ever read, and
// that only where no link leads out of its folder.

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/checked_workspace.h"
#include "compiler/discover.h"
#include "compiler/workspace_files.h"

namespace keyplate::lsp {

/// A keyplate.toml, usable or not.
struct WorkspaceEntry {
  std::unique_ptr<compiler::CheckedWorkspace> checked;  ///< null: it can't be read
  std::vector<Diagnostic> diagnostics;                  ///< of the file, sorted
  std::optional<std::string> complaint;                 ///< what is to be told to the user
};

struct WorkspaceChoice {
  std::string home;                        ///< where the search ends; empty: nowhere
  std::optional<std::string> workspace;    ///< the real folder of one that rules every file
  std::optional<std::string> environment;  ///< the only one to check
};

class Workspaces {
 public:
  explicit Workspaces(WorkspaceChoice choice);

  /// Where the file at that path lies and what rules it.
  const compiler::RuledFolder& ruling(const std::string& path);
  /// Why a file may not be looked at: a link on its way leads out of a workspace.
  std::optional<Error> refuse(const std::string& path) { return written_.refuse(path, finder_); }

  /// The workspace in that real folder, loaded if it isn't. The reference is good until it is
  /// dropped.
  WorkspaceEntry& in(const std::string& folder);

  /// What is wrong with a keyplate.toml in that real folder if it has that text.
  std::vector<Diagnostic> diagnostics_of(const std::string& folder, const std::string& text) const {
    return prepared(load_text(folder, text)).diagnostics;
  }

  /// The editor's text of a keyplate.toml, or nothing when it is closed. Drops what was loaded.
  void set_text(const std::string& folder, std::optional<std::string> text);

  /// Forgets where files lie, and drops workspaces whose file is another one on disk. Gives the
  /// folders of the dropped.
  std::set<std::string> look_again();

  /// Drops what no longer rules anything.
  void keep_only(const std::set<std::string>& folders);

  std::set<std::string> complaints() const;

  static std::string file_in(const std::string& folder);

 private:
  /// What tells one state of a file from another.
  struct FileState {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    friend bool operator==(const FileState&, const FileState&) = default;
  };
  struct Kept {
    WorkspaceEntry entry;
    FileState state;
  };
  static FileState state_of(const std::string& folder);
  using Loaded = tl::expected<compiler::LoadedWorkspace, Diagnostic>;
  static Loaded load_text(const std::string& folder, const std::string& text);
  Loaded load(const std::string& folder) const;
  WorkspaceEntry prepared(Loaded loaded) const;

  WorkspaceChoice choice_;
  compiler::WorkspaceFinder finder_;
  compiler::WrittenPaths written_;
  std::optional<compiler::RuledFolder> chosen_;
  std::map<std::string, Kept> kept_;
  std::map<std::string, std::string> texts_;  ///< the editor's, by folder
};

}  // namespace keyplate::lsp
