#pragma once
// Keeps secrets out of git: output that holds one is refused where git tracks the path or can't
// say, and warned about where git doesn't ignore it or isn't installed.

#include <span>

#include "cli/write.h"
#include "grammar/diagnostic.h"

namespace keyplate::cli {

/// Looks at the outputs that hold a secret and go to a file. `force`: `--force-tracked`.
void check_tracked(std::span<const Output> outputs, bool force, DiagnosticSink& sink);

}  // namespace keyplate::cli
