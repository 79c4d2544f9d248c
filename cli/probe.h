#pragma once
// Signing in to vaults without reading a secret, for `vaults --probe` and `plan --probe`. Needs a
// grant, as every use of a credential does.

#include <span>
#include <tl/expected.hpp>
#include <vector>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "compiler/workspace.h"
#include "runtime/protocol/message.h"

namespace keyplate::compiler {
struct LoadedWorkspace;
}

namespace keyplate::cli {

struct Console;

/// One report a vault, in order; scrubbed. What keeps all of them from being asked, such as a grant
/// that is missing, is reported, and the code to end with is the error.
/// REQUIRES: the command takes `--trust` and `--auth`.
tl::expected<std::vector<protocol::ProbeReport>, ExitCode> probe(
    const compiler::LoadedWorkspace& loaded, std::span<const compiler::Vault* const> vaults,
    const Arguments& arguments, Console& console);

/// How a command ends that found this.
ExitCode exit_code(std::span<const protocol::ProbeReport> reports);

}  // namespace keyplate::cli
