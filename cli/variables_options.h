#pragma once
// What `--context`, `--set`, `--set-json`, `--set-file` and `--set-env` give, in the order in which
// they stand on the command line. All of it is literal; what a file or the process environment gave
// is secret.

#include "cli/arguments.h"
#include "cli/failure.h"
#include "compiler/variables.h"

namespace keyplate::cli {

/// REQUIRES: the command takes `variable_options()`.
Expected<compiler::VariableTable> variables_of(const Arguments& arguments);

}  // namespace keyplate::cli
