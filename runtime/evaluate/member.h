#pragma once
// `object.key` and `object[key]` as Nunjucks reads them, for the expression and for the filters
// that take an attribute.

#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// The element, character, `length` or member; undefined when there is none or `object` is nullish.
/// Carries the flags of what it found, and is secret when `key` is. REQUIRES: neither is a table,
/// pending or failed.
Value member(const Value& object, const Value& key);
/// The same for a name.
Value member(const Value& object, std::string_view key);

}  // namespace keyplate::evaluate
