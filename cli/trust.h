#pragma once
// What a person has allowed a workspace to do (docs/trust.md). A grant is the text that
// compiler::grant_text gives; its SHA-256 is stored with the workspace's real path below the
// caller's state folder, never in the repository. Nothing that a repository holds can add to the
// store.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/result.h"
#include "compiler/workspace.h"
#include "grammar/diagnostic.h"

namespace keyplate::cli {

/// `sha256:` and 64 hexadecimal digits.
std::string grant_digest(std::string_view grant_text);
bool is_grant_digest(std::string_view text);

/// Grants are looked up and kept here: a folder of the caller's, 0700, a file for each workspace.
class TrustStore {
 public:
  struct Entry {
    std::string folder;  ///< the workspace's real path
    std::string digest;
  };

  /// `folder` need not exist; the first grant makes it.
  explicit TrustStore(std::string folder) : folder_(std::move(folder)) {}
  /// $XDG_STATE_HOME/keyplate, by default ~/.local/state/keyplate.
  static Result<TrustStore> of_caller();

  Result<std::optional<std::string>> find(const std::string& workspace_folder) const;
  Result<void> grant(const Entry& entry) const;
  /// False: there was none.
  Result<bool> revoke(const std::string& workspace_folder) const;
  /// By path.
  Result<std::vector<Entry>> list() const;

 private:
  std::string folder_;
};

/// Grants for this run only.
struct RunGrants {
  bool any = false;                  ///< `--trust`
  std::vector<std::string> digests;  ///< `--trust=sha256:...`, KEYPLATE_TRUST
};

/// Whether the workspace may do what needs a grant. When not, says in `sink` why: the ownership of
/// its file or folder (`unsafe-workspace`), or no grant of its settings (`untrusted-workspace`).
bool check_trust(const compiler::Workspace& workspace, const RunGrants& grants,
                 DiagnosticSink& sink);

}  // namespace keyplate::cli
