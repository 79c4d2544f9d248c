#pragma once
// `--trust`, `--trust=sha256:...` and KEYPLATE_TRUST: what is granted for this run alone. CI=true
// grants nothing.

#include "cli/arguments.h"
#include "cli/failure.h"
#include "cli/trust.h"

namespace keyplate::cli {

/// REQUIRES: the command takes `grant_options()`.
Expected<RunGrants> run_grants(const Arguments& arguments);

}  // namespace keyplate::cli
