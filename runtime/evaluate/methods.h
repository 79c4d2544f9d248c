#pragma once
// Methods of texts, lists, numbers, booleans, dicts and regular expressions, as ECMA-262 has them:
// rows of a table a receiver. `text.split` is a function that remembers its text.
//
// Taint is the row's, as a filter's is: an implementation thinks of it only where it calls a
// function or changes a list.

#include <span>
#include <string_view>
#include <vector>

#include "runtime/evaluate/filters.h"
#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// `self` has the kind of the row's table. No argument is pending, failed, captured or a table.
using Method = Value (*)(const Value& self, std::span<const Value> arguments, CallContext& context);

struct MethodRow {
  std::string_view name;
  Method call;
  Taint taint = Taint::everything;
  bool changes = false;  ///< its list
};

struct MethodTable {
  std::string_view receiver;  ///< `text`, `list`, ...
  std::span<const MethodRow> rows;
};

/// All of them.
std::span<const MethodTable> method_tables();
/// Every name, some of them more than once: to suggest one.
std::vector<std::string_view> method_names();

/// The method of `object` with that name, bound to it; undefined if it has none.
Value find_method(const Value& object, std::string_view name);

}  // namespace keyplate::evaluate
