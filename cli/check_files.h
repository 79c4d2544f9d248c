#pragma once
// Checks files on all cores. Each worker keeps one buffer and one tree for all its files, and a
// file's text is gone before the next is read, so memory doesn't grow with the number of files.

#include <span>
#include <string>
#include <vector>

#include "cli/check_targets.h"
#include "cli/report.h"

namespace keyplate::cli {

/// The printed diagnostics of one file.
struct Part {
  std::string file;
  std::string text;
};

struct CheckedFiles {
  std::vector<Part> parts;  ///< of the files that have any, in the order of the targets
  Summary summary;
  compiler::TextChecker::UsedByWorkspace used;  ///< by all the files
};

/// REQUIRES: the style has secrets, if any are known.
CheckedFiles check_files(std::span<const CheckTarget> targets, const ReportFormat& format,
                         const ReportStyle& style);

}  // namespace keyplate::cli
