#include <algorithm>
#include <cmath>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/methods/method_set.h"

namespace keyplate::evaluate::methods::list {
namespace {

/// Adds one item within the budget.
bool add(const Value& item, std::vector<Value>& items, CallContext& context) {
  if (!context.budget().grow(items.size() * sizeof(Value), sizeof(Value))) return false;
  items.push_back(item);
  return true;
}

bool add_all(const Value& list, std::vector<Value>& items, CallContext& context) {
  return std::all_of(list.items().begin(), list.items().end(),
                     [&](const Value& item) { return add(item, items, context); });
}

bool flatten(const Value& list, double depth, std::vector<Value>& items, CallContext& context) {
  for (const Value& item : list.items()) {
    const bool deeper = item.is(Kind::list) && depth > 0;
    if (!context.budget().step()) return false;
    if (!(deeper ? flatten(item, depth - 1, items, context) : add(item, items, context)))
      return false;
  }
  return true;
}

/// As `===`, but NaN is itself.
bool same_value(const Value& a, const Value& b, CallContext& context) {
  if (a.is(Kind::number) && b.is(Kind::number) && std::isnan(a.number()))
    return std::isnan(b.number());
  return strictly_equal(a, b, context);
}

Value position(std::ptrdiff_t index) {
  return Value::number(static_cast<double>(index));
}

}  // namespace

Value at(const Value& self, Arguments arguments, CallContext& context) {
  const auto size = static_cast<double>(self.items().size());
  const double given = to_integer(argument(arguments, 0), context);
  const double index = given < 0 ? size + given : given;
  if (!(index >= 0 && index < size)) return Value::undefined(self.flags() & flag::secret);
  return self.items()[static_cast<std::size_t>(index)];
}

Value concat(const Value& self, Arguments arguments, CallContext& context) {
  std::vector<Value> items;
  if (!add_all(self, items, context)) return {};
  for (const Value& more : arguments) {
    if (!(more.is(Kind::list) ? add_all(more, items, context) : add(more, items, context)))
      return {};
  }
  return Value::list(std::move(items));
}

Value flat(const Value& self, Arguments arguments, CallContext& context) {
  const Value given = argument(arguments, 0);
  const double depth = given.is(Kind::undefined) ? 1 : to_integer(given, context);
  std::vector<Value> items;
  if (!flatten(self, depth, items, context)) return {};
  return Value::list(std::move(items));
}

Value includes(const Value& self, Arguments arguments, CallContext& context) {
  const Value wanted = argument(arguments, 0);
  const auto items = self.items();
  const std::size_t from = relative(argument(arguments, 1), items.size(), 0, context);
  if (!context.budget().step(items.size() - from)) return {};
  return Value::boolean(
      std::any_of(items.begin() + static_cast<std::ptrdiff_t>(from), items.end(),
                  [&](const Value& item) { return same_value(item, wanted, context); }));
}

Value index_of(const Value& self, Arguments arguments, CallContext& context) {
  const Value wanted = argument(arguments, 0);
  const auto items = self.items();
  const std::size_t from = relative(argument(arguments, 1), items.size(), 0, context);
  if (!context.budget().step(items.size() - from)) return {};
  const auto found =
      std::find_if(items.begin() + static_cast<std::ptrdiff_t>(from), items.end(),
                   [&](const Value& item) { return strictly_equal(item, wanted, context); });
  return position(found == items.end() ? -1 : found - items.begin());
}

Value last_index_of(const Value& self, Arguments arguments, CallContext& context) {
  const Value wanted = argument(arguments, 0);
  const auto items = self.items();
  const auto size = static_cast<double>(items.size());
  double last = arguments.size() > 1 ? to_integer(arguments[1], context) : size - 1;
  last = last < 0 && arguments.size() > 1 ? size + last : std::min(last, size - 1);
  if (!(last >= 0) || !context.budget().step(items.size())) return position(-1);
  auto index = static_cast<std::ptrdiff_t>(last);
  while (index >= 0 && !strictly_equal(items[static_cast<std::size_t>(index)], wanted, context))
    --index;
  return position(index);
}

Value join(const Value& self, Arguments arguments, CallContext& context) {
  const Value given = argument(arguments, 0);
  const Value separator = given.is(Kind::undefined) ? Value::string(",") : to_text(given, context);
  TextBuilder out;
  bool first = true;
  for (const Value& item : self.items()) {
    if (!context.budget().step()) return {};
    if (!first && !append(separator.text(), out, context)) return {};
    if (!item.is_nullish() && !append_text(item, out, context)) return {};
    first = false;
  }
  return out.finish();
}

Value slice(const Value& self, Arguments arguments, CallContext& context) {
  const auto items = self.items();
  const std::size_t begin = relative(argument(arguments, 0), items.size(), 0, context);
  const std::size_t end = relative(argument(arguments, 1), items.size(), items.size(), context);
  if (begin >= end) return Value::list({});
  if (!context.budget().bytes((end - begin) * sizeof(Value))) return {};
  const auto part = items.subspan(begin, end - begin);
  return Value::list({part.begin(), part.end()});
}

Value keys(const Value& self, Arguments, CallContext& context) {
  if (!context.budget().bytes(self.items().size() * sizeof(Value))) return {};
  std::vector<Value> indices;
  for (std::size_t i = 0; i < self.items().size(); ++i)
    indices.push_back(Value::number(static_cast<double>(i)));
  return Value::list(std::move(indices));
}

Value entries(const Value& self, Arguments, CallContext& context) {
  if (!context.budget().bytes(self.items().size() * 6 * sizeof(Value))) return {};
  std::vector<Value> pairs;
  for (const Value& item : self.items())
    pairs.push_back(Value::list({Value::number(static_cast<double>(pairs.size())), item}));
  return Value::list(std::move(pairs));
}

}  // namespace keyplate::evaluate::methods::list
