#pragma once
// The files that templates read with `file`: beneath the workspace or a granted data folder, UTF-8,
// at most 1 MiB.

#include <string>

#include "compiler/workspace.h"
#include "runtime/protocol/message.h"

namespace keyplate::cli {

/// `path` as a template has it: absolute, or relative to the workspace.
protocol::Outcome<std::string> read_data_file(const compiler::Workspace& workspace,
                                              const std::string& path);

}  // namespace keyplate::cli
