#pragma once
// Runs a command to its end with its output masked, its input and signals passed on. docs/run.md
// says what that means for terminals, signals and what a command leaves running.

#include "cli/failure.h"
#include "cli/invocation.h"
#include "runtime/protocol/masker.h"

namespace keyplate::cli {

/// How a command ended, or why it could not be started.
struct Ending {
  int start_error = 0;  ///< an error number
  int status = 0;       ///< as wait() has it
};

/// REQUIRES: the values are ready; one thread. Fails where pipes or a pseudo-terminal can't be had.
Expected<Ending> supervise(const Invocation& invocation, const protocol::MaskedValues& values);

}  // namespace keyplate::cli
