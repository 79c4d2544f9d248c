#pragma once
// A tree as one line of s-expressions, for tests: `(output (filter upper x))`.

#include <string>

#include "grammar/syntax.h"

namespace keyplate::grammar {

std::string print(const Tree& tree);
std::string print(const Tree& tree, ExprId expr);

}  // namespace keyplate::grammar
