#include <unordered_map>

#include "runtime/evaluate/value.h"
#include "runtime/evaluate/value_storage.h"

namespace keyplate::evaluate {

/// Lists and dicts that are made anew already, by what they were: a value may hold another twice,
/// that one a third twice, and so on.
struct Value::Rebuilt {
  std::unordered_map<const Object*, Value> done;
};

Value Value::made_secret() const {
  return rebuilt(flag::secret);
}

Value Value::rebuilt(Flags added) const {
  if (kind_ != Kind::list && kind_ != Kind::dict)
    return with_flags(static_cast<Flags>(flags_ | added));
  Rebuilt known;
  return rebuilt(added, known);
}

Value Value::rebuilt(Flags added, Rebuilt& known) const {
  const auto flags = static_cast<Flags>(flags_ | added);
  if (kind_ != Kind::list && kind_ != Kind::dict) return with_flags(flags);
  if (const auto found = known.done.find(payload_.object); found != known.done.end())
    return found->second.with_flags(flags);
  const auto rebuild = [&](const Dict& dict) {
    Dict entries;
    for (const Dict::Entry& entry : dict.entries())
      entries.set(entry.key.rebuilt(added, known), entry.value.rebuilt(added, known));
    return entries;
  };
  Value copy;
  if (kind_ == Kind::list) {
    std::vector<Value> items;
    items.reserve(this->items().size());
    for (const Value& item : this->items()) items.push_back(item.rebuilt(added, known));
    copy = properties() == nullptr ? list(std::move(items))
                                   : list(std::move(items), rebuild(*properties()));
  } else {
    copy = dict(rebuild(dict()));
  }
  known.done.emplace(payload_.object, copy);
  return std::move(copy).with_flags(flags);
}

std::vector<Value>& Value::changing_items() const {
  return static_cast<ListObject*>(payload_.object)->items;
}

bool Value::frozen() const {
  return static_cast<const ListObject*>(payload_.object)->frozen;
}

void Value::freeze() const {
  if (kind_ == Kind::list && !frozen()) {
    static_cast<ListObject*>(payload_.object)->frozen = true;
    for (const Value& item : items()) item.freeze();
  } else if (kind_ == Kind::dict) {
    for (const Dict::Entry& entry : dict().entries()) entry.value.freeze();
  }
}

void Value::set_depth(std::uint32_t depth) const {
  if (kind_ == Kind::list) {
    static_cast<ListObject*>(payload_.object)->depth = depth;
  } else {
    static_cast<DictObject*>(payload_.object)->depth = depth;
  }
}

}  // namespace keyplate::evaluate
