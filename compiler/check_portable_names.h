#pragma once
// Names of variables that Insomnia keeps for itself or can't read. Only for workspaces that ask:
// `[check] portable_to`.

#include "compiler/workspace.h"
#include "grammar/diagnostic.h"

namespace keyplate::compiler {

/// Reports each name once, at every depth of the environments' tables.
void check_portable_names(const Workspace& workspace, DiagnosticSink& sink);

}  // namespace keyplate::compiler
