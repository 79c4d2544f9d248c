#include "runtime/evaluate/changes.h"

#include <algorithm>
#include <optional>
#include <string>

namespace keyplate::evaluate {
namespace {

/// Together with max_value_depth what recursion over a value may cost.
constexpr std::uint32_t most_growth = 1024;

bool holds_values(const Value& value) {
  return value.is(Kind::list) || value.is(Kind::dict);
}

/// How deep a value is, written down in every list and dict on the way.
class Measure {
 public:
  Measure(const Changes& changes, const Value& list, CallContext& context)
      : changes_(changes), list_(list), context_(context) {}

  /// Nothing: the value holds the list, or what can't be looked into; or the budget ended.
  std::optional<std::uint32_t> depth(const Value& written) {
    const Value* const copy = changes_.copy_of(written);
    const Value& value = copy != nullptr ? *copy : written;
    if (value.is(Kind::function) && value.depth() > 0)
      return fail("would keep a function that keeps values itself");
    if (!holds_values(value)) return 0;
    if (value.same_object(list_)) return fail("would put a list into itself");
    if (!context_.budget().step()) return std::nullopt;
    if (const auto known = depths_.find(value.identity()); known != depths_.end())
      return known->second;
    std::uint32_t deepest = least(value);
    const auto include = [&](const Value& part) {
      const auto below = depth(part);
      deepest = std::max(deepest, below.value_or(0));
      return below.has_value();
    };
    if (value.is(Kind::list)) {
      for (const Value& item : value.items()) {
        if (!include(item)) return std::nullopt;
      }
    } else {
      for (const Dict::Entry& entry : value.dict().entries()) {
        if (!include(entry.value)) return std::nullopt;
      }
    }
    value.set_depth(deepest + 1);
    depths_.emplace(value.identity(), deepest + 1);
    return deepest + 1;
  }

 private:
  /// An empty list keeps its room, for it is there to be filled.
  static std::uint32_t least(const Value& value) {
    if (value.is(Kind::dict)) return 0;
    if (value.properties() != nullptr) return 2;
    return value.items().empty() ? value.depth() - 1 : 0;
  }
  std::optional<std::uint32_t> fail(std::string_view reason) {
    context_.fail(std::string(reason));
    return std::nullopt;
  }

  const Changes& changes_;
  const Value& list_;
  CallContext& context_;
  std::unordered_map<const void*, std::uint32_t> depths_;
};

}  // namespace

void Changes::forget(const Value& list) {
  const Value* const copy = copy_of(list);
  const Value& meant = copy != nullptr ? *copy : list;
  forgotten_.emplace(meant.identity(), meant);
}

Value Changes::changeable(const Value& list) {
  if (doubt_ > 0) {
    forget(list);
    return Value::list({list.items().begin(), list.items().end()}).with_flags(list.flags());
  }
  if (!list.frozen()) return list;
  Value& copy = copies_[list.identity()];
  if (copy.is(Kind::undefined)) {
    copy = Value::list({list.items().begin(), list.items().end()});
    originals_.push_back(list);
  }
  return copy.with_flags(list.flags());
}

const Value* Changes::copy_of(const Value& list) const {
  const auto found = copies_.find(list.identity());
  return found == copies_.end() ? nullptr : &found->second;
}

Value Changes::current(Value value) const {
  if (!holds_values(value)) return value;
  auto flags = value.flags();
  if (tainted_) flags = static_cast<Flags>(flags | flag::secret);
  if (const Value* copy = copy_of(value)) value = *copy;
  if (forgotten_.contains(value.identity())) return Value::pending();
  return std::move(value).with_flags(flags);
}

Value Changes::current_within(Value value, CallContext& context) const {
  if (copies_.empty() && forgotten_.empty()) return current(std::move(value));
  std::unordered_map<const void*, Value> done;
  return current_within(std::move(value), done, context);
}

/// `done` has what was looked into already: a value may hold another more than once. What holds
/// nothing that changed stays itself, for JavaScript tells copies apart.
Value Changes::current_within(Value value, std::unordered_map<const void*, Value>& done,
                              CallContext& context) const {
  value = current(std::move(value));
  if (!holds_values(value) || !context.budget().step()) return value;
  const void* const identity = value.identity();
  if (const auto known = done.find(identity); known != done.end())
    return known->second.with_flags(value.flags());
  Value made = value;
  bool changed = false;
  bool unknown = false;
  const auto now = [&](const Value& item) {
    Value found = current_within(item, done, context);
    unknown = unknown || found.is(Kind::pending);
    changed = changed ||
              (holds_values(item) && !(found.same_object(item) && found.flags() == item.flags()));
    return found;
  };
  if (value.is(Kind::dict)) {
    Dict entries;
    for (const Dict::Entry& entry : value.dict().entries())
      entries.set(entry.key, now(entry.value));
    if (changed && !unknown) made = Value::dict(std::move(entries));
  } else if (value.frozen()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(now(item));
    if (changed && !unknown) made = Value::list(std::move(items));
  } else {
    for (Value& item : value.changing_items()) {
      Value found = now(item);
      if (!found.is(Kind::pending)) item = std::move(found);
    }
  }
  if (unknown) made = Value::pending();
  const Flags flags = value.flags();
  return done.emplace(identity, std::move(made)).first->second.with_flags(flags);
}

bool Changes::admit(const Value& list, const Value& item, CallContext& context) {
  if (!holds_values(item) && !item.is(Kind::function)) return true;
  const auto depth = Measure(*this, list, context).depth(item);
  if (!depth) return false;
  if (*depth < list.depth()) return true;
  grown_ += *depth + 1 - list.depth();
  if (*depth >= max_value_depth || grown_ > most_growth) {
    context.fail("makes a value that is nested too deep");
    return false;
  }
  list.set_depth(*depth + 1);
  return true;
}

}  // namespace keyplate::evaluate
