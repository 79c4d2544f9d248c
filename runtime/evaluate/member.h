#pragma once
// `object.key` and `object[key]` as Nunjucks reads them, for the expression and for the filters
// that take an attribute.

#include <cstddef>
#include <optional>
#include <string_view>

#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// The element, character, `length`, member or method; undefined when there is none or `object` is
/// nullish. Carries the flags of what it found, and is secret when `key` is. REQUIRES: neither is a
/// table, pending or failed.
Value member(const Value& object, const Value& key);
/// The same for a name.
Value member(const Value& object, std::string_view key);

/// The position in a list that `key` means, if it is a number or text that can mean one.
std::optional<std::size_t> list_index(const Value& key);

}  // namespace keyplate::evaluate
