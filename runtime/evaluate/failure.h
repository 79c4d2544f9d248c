#pragma once
// Expressions in messages, and the failed value of what has been reported.

#include <cstdint>
#include <string>

#include "grammar/syntax.h"

namespace keyplate::evaluate {

/// What Value::failed holds once the diagnostic is out; other numbers are failed reads.
inline constexpr std::uint32_t reported_failure = UINT32_MAX;

/// The author's text of an expression or name, fit for a message: on one line, shortened.
std::string shown(const grammar::Tree& tree, Span span);

}  // namespace keyplate::evaluate
