#pragma once
// What can be said only when every template of a workspace was checked in every environment: what
// nothing uses, and what one environment lacks that another has.

#include "compiler/check.h"
#include "compiler/used_names.h"

namespace keyplate::compiler {

/// REQUIRES: the context has a workspace, and `used` is that of all its templates and strings.
void check_whole(const CheckContext& context, const UsedNames& used, DiagnosticSink& sink);

}  // namespace keyplate::compiler
