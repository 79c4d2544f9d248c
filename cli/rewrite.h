#pragma once
// A file that somebody wrote, with its text replaced by a better one: as any output is written,
// whole, with its owner and mode, through no link that leaves its workspace, and only if it still
// holds what was read.

#include <string>

#include "cli/check_targets.h"
#include "cli/write.h"

namespace keyplate::cli {

/// Where the file of a target lies, for writing.
Result<Target> place_of(const CheckTarget& target);

/// `shown`: what messages call the file.
Result<void> rewrite(Result<Target> place, const std::string& shown, std::string before,
                     std::string after);

}  // namespace keyplate::cli
