#pragma once
// Runs a program of the user's that prints a credential: an absolute path outside of the workspace,
// no shell, standard input and error null, at most 64 KiB of output, at most 60 seconds, then its
// whole process group is killed. It inherits no descriptor and gets the caller's variables,
// keyplate's own left out.

#include <string>
#include <vector>

#include "runtime/resolve/outcome.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve {

/// What it printed.
Outcome<Secret> run_command(const std::vector<std::string>& command, const Session& session);

}  // namespace keyplate::resolve
