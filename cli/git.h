#pragma once
// What git thinks of a path that a secret is to be written to. The repository is not trusted: git
// is called so that nothing in its configuration is run or moves the working tree, with a bare
// environment, and from an absolute path of the caller's PATH outside of the repository. It is not
// called at all outside of one.

#include <cstdint>
#include <string>

namespace keyplate::cli {

enum class GitAnswer : std::uint8_t {
  outside,  ///< no repository
  tracked,
  ignored,
  untracked,  ///< neither: `git add .` would take it
  unknown,    ///< git hangs, or refuses the repository
  missing,    ///< there is a repository, but no git
};

/// REQUIRES: an absolute path without links; the file need not be there.
GitAnswer ask_git(const std::string& path);

}  // namespace keyplate::cli
