#include <algorithm>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/methods/method_set.h"

namespace keyplate::evaluate::methods::list {
namespace {

/// The item at an index that the list may have lost since.
Value item_at(const Value& list, std::size_t index) {
  return index < list.items().size() ? list.items()[index] : Value();
}

/// Calls the function with every item; `use(item, answer)` says whether to go on. Pending or failed
/// if an answer is.
template <typename Use>
Value each(const Value& self, Callback& callback, bool backwards, CallContext& context, Use use) {
  const std::size_t size = self.items().size();
  for (std::size_t i = 0; i < size; ++i) {
    if (!context.budget().step()) return {};
    const std::size_t index = backwards ? size - 1 - i : i;
    const Value item = item_at(self, index);
    Value answer = callback(item, index, self);
    if (answer.is_absorbing() || context.failure()) return answer;
    if (!use(index, item, answer)) break;
  }
  return {};
}

/// The first item for which the function's answer is true, and where it is.
Value search(const Value& self, Arguments arguments, bool backwards, bool index_wanted,
             CallContext& context) {
  Callback callback(argument(arguments, 0), context);
  if (!callback) return {};
  Value found = index_wanted ? Value::number(-1) : Value::undefined(self.flags() & flag::secret);
  const Value stop = each(self, callback, backwards, context,
                          [&](std::size_t index, const Value& item, const Value& answer) {
                            if (!truthy(answer)) return true;
                            found = index_wanted ? Value::number(static_cast<double>(index)) : item;
                            return false;
                          });
  return stop.is_absorbing() ? stop : callback.marked(found);
}

Value any(const Value& self, Arguments arguments, bool wanted, CallContext& context) {
  Callback callback(argument(arguments, 0), context);
  if (!callback) return {};
  bool met = false;
  const Value stop =
      each(self, callback, false, context, [&](std::size_t, const Value&, const Value& answer) {
        met = truthy(answer) == wanted;
        return !met;
      });
  return stop.is_absorbing() ? stop : callback.marked(Value::boolean(met == wanted));
}

Value fold(const Value& self, Arguments arguments, bool backwards, CallContext& context) {
  Callback callback(argument(arguments, 0), context);
  if (!callback) return {};
  const std::size_t size = self.items().size();
  std::size_t done = arguments.size() > 1 ? 0 : 1;
  if (size < done) return context.fail("has nothing to begin with: the list is empty");
  Value total = arguments.size() > 1 ? arguments[1] : item_at(self, backwards ? size - 1 : 0);
  for (; done < size && context.budget().step(); ++done) {
    const std::size_t index = backwards ? size - 1 - done : done;
    const Value given[] = {total, item_at(self, index), Value::number(static_cast<double>(index)),
                           self};
    total = callback(given);
    if (total.is_absorbing() || context.failure()) return total;
  }
  return callback.marked(total);
}

/// The answers, or what they hold if they are lists and `flat`.
Value answers(const Value& self, Arguments arguments, bool flat, CallContext& context) {
  Callback callback(argument(arguments, 0), context);
  if (!callback) return {};
  std::vector<Value> items;
  const auto add = [&](const Value& item) {
    if (!context.budget().grow(items.size() * sizeof(Value), sizeof(Value))) return false;
    items.push_back(item);
    return true;
  };
  const Value stop =
      each(self, callback, false, context, [&](std::size_t, const Value&, const Value& answer) {
        if (!flat || !answer.is(Kind::list)) return add(answer);
        return std::all_of(answer.items().begin(), answer.items().end(), add);
      });
  return stop.is_absorbing() ? stop : Value::list(std::move(items));
}

}  // namespace

Value every(const Value& self, Arguments arguments, CallContext& context) {
  return any(self, arguments, false, context);
}

Value some(const Value& self, Arguments arguments, CallContext& context) {
  return any(self, arguments, true, context);
}

Value filter(const Value& self, Arguments arguments, CallContext& context) {
  Callback callback(argument(arguments, 0), context);
  if (!callback) return {};
  std::vector<Value> items;
  const Value stop = each(self, callback, false, context,
                          [&](std::size_t, const Value& item, const Value& answer) {
                            if (truthy(answer)) items.push_back(item);
                            return true;
                          });
  return stop.is_absorbing() ? stop : callback.marked(Value::list(std::move(items)));
}

Value find(const Value& self, Arguments arguments, CallContext& context) {
  return search(self, arguments, false, false, context);
}

Value find_index(const Value& self, Arguments arguments, CallContext& context) {
  return search(self, arguments, false, true, context);
}

Value find_last(const Value& self, Arguments arguments, CallContext& context) {
  return search(self, arguments, true, false, context);
}

Value find_last_index(const Value& self, Arguments arguments, CallContext& context) {
  return search(self, arguments, true, true, context);
}

Value flat_map(const Value& self, Arguments arguments, CallContext& context) {
  return answers(self, arguments, true, context);
}

Value for_each(const Value& self, Arguments arguments, CallContext& context) {
  Callback callback(argument(arguments, 0), context);
  if (!callback) return {};
  return each(self, callback, false, context,
              [](std::size_t, const Value&, const Value&) { return true; });
}

Value map(const Value& self, Arguments arguments, CallContext& context) {
  return answers(self, arguments, false, context);
}

Value reduce(const Value& self, Arguments arguments, CallContext& context) {
  return fold(self, arguments, false, context);
}

Value reduce_right(const Value& self, Arguments arguments, CallContext& context) {
  return fold(self, arguments, true, context);
}

}  // namespace keyplate::evaluate::methods::list
