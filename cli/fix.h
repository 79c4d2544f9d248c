#pragma once
// `check --fix`: safe fixes written into the files that a check covers. A file is written only if
// it checks better than before, has not changed since it was read, and as any output is: whole,
// with its owner and mode, through no link that leaves its workspace.

#include <cstddef>
#include <string>
#include <vector>

#include "cli/check_targets.h"
#include "grammar/diagnostic.h"

namespace keyplate::cli {

struct Fixes {
  std::size_t fixed = 0;  ///< findings
  std::size_t files = 0;  ///< that were written
  std::vector<Diagnostic> failures;
  std::vector<std::string> notes;  ///< what is left as it was, and why
};

/// Fixes workspace files first, for they say what templates mean, then the templates. The result is
/// what there is to check now; the text of standard input is fixed in it.
Expected<CheckTargets> fix(CheckTargets targets, const Arguments& arguments, Fixes& fixes);

}  // namespace keyplate::cli
