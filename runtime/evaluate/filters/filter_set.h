#pragma once
// Every filter that this version has, and what they share to read their input. Names are the rows',
// with `_` where C++ has the word.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate::filters {

using Arguments = std::span<const Value>;
using Signature = Value(const Value& input, Arguments arguments, CallContext& context);

Signature abs, base64, base64decode, batch, capitalize, center, debug, default_, dictsort, dump,
    escape, first, float_, forceescape, groupby, hex, indent, int_, join, jsonpath, last, length,
    list, lower, nl2br, random, raw, reject, rejectattr, replace, reverse, round, safe, select,
    selectattr, sha256, slice, sort, string, striptags, sum, title, trim, truncate, upper,
    urlencode, urlize, wordcount;

/// `context.fail("expects a list, not undefined")`.
Value fail_kind(std::string_view expected, const Value& found, CallContext& context);

/// What most filters on text take: the text, and "" for undefined, none and false. Nothing: failed.
std::optional<std::string_view> text_or_empty(const Value& input, CallContext& context);

/// What can be indexed, as a list: the items of a list, the units of a text, nothing of any other
/// value that isn't undefined or none. Nothing: failed.
std::optional<std::vector<Value>> indexable(const Value& input, CallContext& context);

/// The member that an attribute such as `user.name` or 0 leads to; undefined where one is missing.
/// Nothing: failed, for a value on the way was undefined or none.
std::optional<Value> attribute_of(const Value& item, const Value& attribute, CallContext& context);

/// The text with the marks `safe` and `escaped` of the value it was made from.
Value finish_like(const Value& original, TextBuilder& text);

/// `argument || fallback` as a number.
double number_or(const Value& argument, double fallback, CallContext& context);

/// Appends `count` spaces; JavaScript's loop to a fractional or negative count.
bool append_spaces(double count, TextBuilder& out, CallContext& context);

}  // namespace keyplate::evaluate::filters
