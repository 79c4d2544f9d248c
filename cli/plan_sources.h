#pragma once
// The templates that a `plan` covers: as `check` takes them, but of one workspace.

#include "cli/arguments.h"
#include "cli/failure.h"
#include "cli/render_plan.h"

namespace keyplate::cli {

/// Those of the command line, where a folder or a keyplate.toml stands for the templates in it;
/// without any, all of the workspace and all that its outputs are made from. Sorted, without
/// targets.
Expected<RenderPlan> plan_operands(const Arguments& arguments, Console& console);

}  // namespace keyplate::cli
