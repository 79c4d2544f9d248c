#pragma once
// What a template may not use to render alike in Insomnia 12, whose templates are Nunjucks, and 13,
// whose templates are LiquidJS. Only for workspaces that ask: `[check] portable_to`.

#include "grammar/diagnostic.h"
#include "grammar/syntax.h"

namespace keyplate::compiler {

/// Reports what Insomnia 13 doesn't read, or reads otherwise. Linear in the tree.
void check_portability(const grammar::Tree& tree, DiagnosticSink& sink);

}  // namespace keyplate::compiler
