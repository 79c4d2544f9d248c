#pragma once
// `--github-mask`: tells the runner of GitHub Actions which values its log may not show, by the
// workflow command `add-mask` on standard error, which the runner reads as it does standard output.

#include "cli/arguments.h"
#include "cli/failure.h"

namespace keyplate::cli {

struct Console;

/// Refuses `--github-mask` where no runner listens: there it would only print secrets.
Expected<void> check_github_mask(const Arguments& arguments);

/// Registers every secret that the run has seen, a text of several lines line by line too, and says
/// when one is too short for that. To be called before anything is written; does nothing without
/// `--github-mask`.
Expected<void> mask_in_github(const Arguments& arguments, Console& console);

}  // namespace keyplate::cli
