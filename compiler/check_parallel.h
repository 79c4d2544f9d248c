#pragma once
// A very long text is checked by two threads. Only where its statements don't depend on each other,
// and only as a short cut: if either finds anything, all of it is checked again in order, so that
// what is said never depends on how many threads there were.

#include "compiler/check.h"

namespace keyplate::compiler {

/// Whether the tree was checked and nothing was found: then `used` has what it uses. False: nothing
/// was done.
bool check_in_halves(const grammar::Tree& tree, const CheckContext& context, UsedNames* used);

}  // namespace keyplate::compiler
