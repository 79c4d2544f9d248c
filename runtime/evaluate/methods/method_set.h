#pragma once
// Every method, one file a receiver, and what they share to read their arguments. A name that more
// than one receiver has is in its receiver's namespace.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate::methods {

using Arguments = std::span<const Value>;
using Signature = Value(const Value& self, Arguments arguments, CallContext& context);

namespace text {
Signature at, char_at, char_code_at, code_point_at, concat, ends_with, includes, index_of,
    last_index_of, locale_compare, normalize, pad_end, pad_start, repeat, slice, starts_with,
    substr, substring, to_lower_case, to_upper_case, trim, trim_end, trim_start;
Signature match, match_all, replace, replace_all, search, split;  // with regular expressions
}  // namespace text

namespace list {
Signature at, concat, flat, includes, index_of, join, last_index_of, slice, keys, entries;
Signature every, filter, find, find_index, find_last, find_last_index, flat_map, for_each, map,
    reduce, reduce_right, some;                                    // call back
Signature fill, pop, push, reverse, shift, sort, splice, unshift;  // change the list
}  // namespace list

namespace number {
Signature to_exponential, to_fixed, to_precision, to_string;
}  // namespace number

namespace dict {
Signature has_own_property;
}  // namespace dict

namespace regex {
Signature exec, test;
}  // namespace regex

/// Of any receiver: its text, or itself.
Signature to_string, value_of;

/// Undefined where none was given.
Value argument(Arguments arguments, std::size_t i);

/// ToIntegerOrInfinity: 0 for NaN.
double to_integer(const Value& value, CallContext& context);
/// A position in `size` units or items: what is beyond them is clamped.
std::size_t clamped(double position, std::size_t size);
/// The same for one that counts from the end if it is negative; `absent` if it is undefined.
std::size_t relative(const Value& position, std::size_t size, std::size_t absent,
                     CallContext& context);

/// A function of the template's that a method calls, and whether anything it returned is secret:
/// then what is made of its answers is.
class Callback {
 public:
  Callback(const Value& function, CallContext& context);

  /// Whether it is a function; the context failed if not.
  explicit operator bool() const { return callable_; }
  /// Pending or failed: return it at once.
  Value operator()(std::span<const Value> arguments);
  Value operator()(const Value& item, std::size_t index, const Value& list);
  bool secret() const { return secret_; }
  Value marked(const Value& result) const { return secret_ ? result.made_secret() : result; }

 private:
  Value function_;
  CallContext& context_;
  bool callable_ = false;
  bool secret_ = false;
};

}  // namespace keyplate::evaluate::methods
