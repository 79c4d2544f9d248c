#include <algorithm>

#include "runtime/evaluate/changes.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/methods/method_set.h"
#include "runtime/evaluate/stable_sort.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate::methods::list {
namespace {

bool any_secret(Arguments values) {
  return std::any_of(values.begin(), values.end(), [](const Value& v) { return v.secret(); });
}

/// A list while a method changes it. Who was told by a secret how to change it tells of the secret
/// by every item; a secret that goes in is one item.
class Change {
 public:
  Change(const Value& self, CallContext& context)
      : context_(context), list_(context.run()->changes().changeable(self)) {}

  const Value& list() const { return list_; }
  std::vector<Value>& items() { return list_.changing_items(); }
  bool charge() { return context_.budget().step(1 + items().size() / 16); }
  /// Whether these may go in.
  bool admit(Arguments fresh) {
    const bool admitted = std::all_of(fresh.begin(), fresh.end(), [&](const Value& item) {
      return context_.run()->changes().admit(list_, item, context_);
    });
    const std::size_t size = items().size() * sizeof(Value);
    if (!admitted || !context_.budget().grow(size, fresh.size() * sizeof(Value))) return false;
    if (any_secret(fresh)) taint();
    return true;
  }
  void taint() {
    context_.run()->changes().taint();
    list_ = list_.with_flags(static_cast<Flags>(list_.flags() | flag::secret));
  }
  void taint_items() {
    taint();
    for (Value& item : items()) item = item.made_secret();
  }
  /// How many there are now, for what adds.
  Value length() {
    const auto size = static_cast<double>(items().size());
    return Value::number(size, list_.flags() & flag::secret);
  }
  Value undefined() const { return Value::undefined(list_.flags() & flag::secret); }

 private:
  CallContext& context_;
  Value list_;
};

std::ptrdiff_t offset(std::size_t index) {
  return static_cast<std::ptrdiff_t>(index);
}

/// Sorts by what the function says of two items. Pending or failed if an answer is.
Value sort_by(const Value& function, std::vector<Value>& items, bool& secret,
              CallContext& context) {
  Callback callback(function, context);
  if (!callback) return {};
  Value stop;
  evaluate::stable_sort(items, [&](const Value& a, const Value& b) {
    if (stop.is_absorbing() || context.failure() || !context.budget().step()) return false;
    const Value pair[] = {a, b};
    const Value answer = callback(pair);
    if (answer.is_absorbing()) stop = answer;
    return !answer.is_absorbing() && to_number(answer, context) < 0;
  });
  secret = callback.secret();
  return stop;
}

/// Sorts by the texts of the items. False: failed.
bool sort_by_text(std::vector<Value>& items, CallContext& context) {
  struct Keyed {
    Value key;
    Value item;
  };
  std::vector<Keyed> keyed;
  std::uint64_t size = 0;
  for (Value& item : items) {
    Value key = to_text(item, context);
    size += item.is(Kind::string) ? 0 : key.text().size();
    if (context.failure() || !context.budget().bytes(size)) return false;
    keyed.push_back({std::move(key), std::move(item)});
  }
  evaluate::stable_sort(keyed, [&](const Keyed& a, const Keyed& b) {
    const std::size_t shorter = std::min(a.key.text().size(), b.key.text().size());
    return context.budget().step(1 + shorter / 16) && compare_text(a.key.text(), b.key.text()) < 0;
  });
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = std::move(keyed[i].item);
  return true;
}

}  // namespace

Value push(const Value& self, Arguments arguments, CallContext& context) {
  Change change(self, context);
  if (!change.admit(arguments)) return {};
  change.items().insert(change.items().end(), arguments.begin(), arguments.end());
  return change.length();
}

Value unshift(const Value& self, Arguments arguments, CallContext& context) {
  Change change(self, context);
  if (!change.charge() || !change.admit(arguments)) return {};
  change.items().insert(change.items().begin(), arguments.begin(), arguments.end());
  return change.length();
}

Value pop(const Value& self, Arguments, CallContext& context) {
  Change change(self, context);
  if (change.items().empty()) return change.undefined();
  Value last = std::move(change.items().back());
  change.items().pop_back();
  return last;
}

Value shift(const Value& self, Arguments, CallContext& context) {
  Change change(self, context);
  if (!change.charge() || change.items().empty()) return change.undefined();
  Value first = std::move(change.items().front());
  change.items().erase(change.items().begin());
  return first;
}

Value reverse(const Value& self, Arguments, CallContext& context) {
  Change change(self, context);
  if (change.charge()) std::reverse(change.items().begin(), change.items().end());
  return change.list();
}

Value fill(const Value& self, Arguments arguments, CallContext& context) {
  Change change(self, context);
  const std::size_t size = change.items().size();
  const std::size_t begin = relative(argument(arguments, 1), size, 0, context);
  const std::size_t end = relative(argument(arguments, 2), size, size, context);
  const Value fresh = argument(arguments, 0);
  if (context.failure() || !change.charge() || !change.admit({&fresh, 1})) return {};
  for (std::size_t i = begin; i < end; ++i) change.items()[i] = fresh;
  if (arguments.size() > 1 && any_secret(arguments.subspan(1))) change.taint_items();
  return change.list();
}

Value splice(const Value& self, Arguments arguments, CallContext& context) {
  Change change(self, context);
  std::vector<Value>& items = change.items();
  const std::size_t begin = relative(argument(arguments, 0), items.size(), 0, context);
  std::size_t count = arguments.empty() ? 0 : items.size() - begin;
  if (arguments.size() > 1) count = clamped(to_integer(arguments[1], context), count);
  const Arguments fresh = arguments.subspan(std::min<std::size_t>(2, arguments.size()));
  if (context.failure() || !change.charge() || !change.admit(fresh)) return {};
  if (any_secret(arguments.first(arguments.size() - fresh.size()))) change.taint_items();
  const auto first = items.begin() + offset(begin);
  std::vector<Value> removed(first, first + offset(count));
  items.erase(first, first + offset(count));
  items.insert(items.begin() + offset(begin), fresh.begin(), fresh.end());
  return Value::list(std::move(removed));
}

/// What is undefined goes last, whatever the function says.
Value sort(const Value& self, Arguments arguments, CallContext& context) {
  const Value by = argument(arguments, 0);
  if (!self.items().empty() && !context.budget().bytes(self.items().size() * sizeof(Value)))
    return {};
  std::vector<Value> sorted;
  for (const Value& item : self.items()) {
    if (!item.is(Kind::undefined)) sorted.push_back(item);
  }
  bool secret = self.secret();
  if (by.is(Kind::undefined)) {
    if (!sort_by_text(sorted, context)) return {};
  } else {
    const Value stop = sort_by(by, sorted, secret, context);
    if (stop.is_absorbing() || context.failure()) return stop;
    secret = secret || self.secret();
  }
  Change change(self, context);
  sorted.resize(std::max(sorted.size(), self.items().size()));
  if (context.budget().exhausted() != Budget::Limit::none) return {};
  change.items() = std::move(sorted);
  if (secret) change.taint_items();
  return change.list();
}

}  // namespace keyplate::evaluate::methods::list
