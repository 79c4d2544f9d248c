#pragma once
// `{# keyplate: ignore CODE #}` in a template: findings of that code on the next line are not
// reported. Several codes are separated by blanks or commas.

#include <vector>

#include "grammar/diagnostic.h"
#include "grammar/syntax.h"

namespace keyplate::compiler {

/// Takes out of `diagnostics`, those of one file, what the comments of its tree silence; adds a
/// diagnostic for what a comment misspells, and if all was checked that can be (`complete`) one for
/// what silences nothing.
void apply_suppressions(const grammar::Tree& tree, bool complete,
                        std::vector<Diagnostic>& diagnostics);

}  // namespace keyplate::compiler
