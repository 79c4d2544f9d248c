#pragma once
// JavaScript's conversions and operators over values. An operand is never captured, pending, failed
// or a table. A text marked `safe` or `escaped` is a text like any other here. Where a value has no
// text (a function, whose source JavaScript would print) or the budget ends, the context fails.
//
// Results carry no flags unless it says so: the evaluator taints what an operator yields.

#include <compare>
#include <string_view>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// What a value is, for a message: `a list`, `undefined`.
std::string_view kind_name(const Value& value);

/// `Boolean(value)`: false for undefined, null, false, 0, NaN and the empty text.
bool truthy(const Value& value);

/// Appends `String(value)`: `a,b` for a list, in which undefined and null are empty, and
/// `[object Object]` for a dict. False when the context failed or the budget ended.
bool append_text(const Value& value, TextBuilder& out, CallContext& context);

/// Appends within the budget. False when it ended.
bool append(std::string_view text, TextBuilder& out, CallContext& context);

/// The same as a string, which keeps its flags if it is one already and is secret if `value` is.
Value to_text(const Value& value, CallContext& context);

/// `Number(value)`; NaN for a dict or function.
double to_number(const Value& value, CallContext& context);

/// `a === b`.
bool strictly_equal(const Value& a, const Value& b, CallContext& context);

/// `a == b`.
bool loosely_equal(const Value& a, const Value& b, CallContext& context);

/// What `a < b` and its like rest on: two texts by UTF-16 units, all else as numbers; unordered
/// with NaN.
std::partial_ordering compare(const Value& a, const Value& b, CallContext& context);

/// `a + b`: a sum, or a text when either is a text, list or dict.
Value add(const Value& a, const Value& b, CallContext& context);

/// `needle in haystack`: an element of a list, a part of a text, a key of a dict.
bool contains(const Value& haystack, const Value& needle, CallContext& context);

}  // namespace keyplate::evaluate
