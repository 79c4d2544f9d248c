#pragma once
// How JSONPath compares (RFC 9535, 2.3.5.2.2): by JSON's own types, converting nothing. An
// undefined value stands for nothing, which equals only itself.

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// Whole numbers by their spelling, so that two long ids are not equal for having one double.
bool json_equal(const Value& a, const Value& b, CallContext& context);

/// Of two numbers, or of two texts by code points; false for anything else.
bool json_less(const Value& a, const Value& b, CallContext& context);

}  // namespace keyplate::evaluate
