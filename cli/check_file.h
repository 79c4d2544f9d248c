#pragma once
// Checks one file after another, with one buffer and one tree for all of them. One thread.

#include <string>
#include <vector>

#include "cli/check_targets.h"

namespace keyplate::cli {

/// The text of a target into `text`, or why it can't be had: an error if somebody named the file.
tl::expected<void, Diagnostic> read_target(const CheckTarget& target, std::string& text);

class FileChecker {
 public:
  /// What is found in the file, sorted, less what its workspace ignores.
  std::vector<Diagnostic> check(const CheckTarget& target);
  /// What the files used of their workspaces.
  const compiler::TextChecker::UsedByWorkspace& used() const { return checker_.used(); }

 private:
  std::vector<Diagnostic> check_text(const CheckTarget& target);

  std::string buffer_;
  compiler::TextChecker checker_;
};

}  // namespace keyplate::cli
