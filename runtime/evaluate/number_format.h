#pragma once
// Numbers as JavaScript's `toFixed` and its like write them, exactly: ties go up, away from zero.
// Pure.

#include <string>

namespace keyplate::evaluate {

/// REQUIRES: 0 <= digits <= 100.
std::string fixed_text(double value, int digits);

/// With `digits` behind the first one; as many as it takes if -1. REQUIRES: -1 <= digits <= 100.
std::string exponential_text(double value, int digits);

/// REQUIRES: 1 <= digits <= 100.
std::string precision_text(double value, int digits);

/// REQUIRES: 2 <= radix <= 36.
std::string radix_text(double value, int radix);

}  // namespace keyplate::evaluate
