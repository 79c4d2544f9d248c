#include <algorithm>
#include <string>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"
#include "runtime/evaluate/stable_sort.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate::filters {
namespace {

/// An item and what it is compared by; a text is also kept in one case unless case counts.
struct Keyed {
  Value item;
  Value key;
  Value folded;
};

/// Makes keys in one case. All of a sort together stay within the limit: a list may name one huge
/// text a million times.
class Folder {
 public:
  using Map = void (*)(std::string_view, TextBuilder&);
  Folder(Map map, CallContext& context) : map_(map), context_(context) {}

  /// Nothing: the budget ended.
  std::optional<Value> fold(const Value& key) {
    if (!key.is(Kind::string)) return key;
    const std::size_t size = key.text().size();
    if (!context_.budget().grow(made_, size)) return std::nullopt;
    made_ += size;
    TextBuilder out;
    map_(key.text(), out);
    return out.finish();
  }

 private:
  Map map_;
  CallContext& context_;
  std::size_t made_ = 0;
};

/// The keys of `sort`. Nothing: failed.
std::optional<std::vector<Keyed>> keyed(const std::vector<Value>& items, const Value& attribute,
                                        CallContext& context) {
  const bool mapped = truthy(attribute);
  const auto is_compared = [](const Value& item) {
    return !item.is(Kind::undefined);
  };
  const bool compares = std::count_if(items.begin(), items.end(), is_compared) > 1;
  Folder folder(append_lower, context);
  std::vector<Keyed> result;
  for (const Value& item : items) {
    if (item.is(Kind::undefined)) continue;
    const auto key = mapped && compares ? attribute_of(item, attribute, context) : item;
    if (!key) return std::nullopt;
    if (mapped && compares && context.strict() && key->is(Kind::undefined)) {
      context.fail("finds an item without the attribute to sort by");
      return std::nullopt;
    }
    auto folded = folder.fold(*key);
    if (!folded) return std::nullopt;
    result.push_back({item, *key, *std::move(folded)});
  }
  return result;
}

struct Group {
  Value key;
  std::vector<Value> items;
};

Value dict_of(std::vector<Group> groups) {
  Dict dict;
  for (Group& group : groups) dict.set(std::move(group.key), Value::list(std::move(group.items)));
  return Value::dict(std::move(dict));
}

}  // namespace

Value sort(const Value& input, Arguments arguments, CallContext& context) {
  const bool reversed = truthy(arguments[0]);
  const bool case_sensitive = truthy(arguments[1]);
  auto items = input.is_nullish() ? std::vector<Value>() : indexable(input, context);
  if (!items || items->size() < 2) return items ? Value::list(std::move(*items)) : Value();
  auto entries = keyed(*items, arguments[2], context);
  if (!entries) return {};
  evaluate::stable_sort(*entries, [&](const Keyed& a, const Keyed& b) {
    const bool folded = !case_sensitive && a.key.is(Kind::string) && b.key.is(Kind::string);
    if (!context.budget().step()) return false;
    const auto order =
        folded ? compare(a.folded, b.folded, context) : compare(a.key, b.key, context);
    return reversed ? order > 0 : order < 0;
  });
  // JavaScript puts what is undefined last, whichever way it sorts.
  std::vector<Value> sorted;
  for (Keyed& entry : *entries) sorted.push_back(std::move(entry.item));
  sorted.resize(items->size());
  return Value::list(std::move(sorted));
}

Value dictsort(const Value& input, Arguments arguments, CallContext& context) {
  if (!input.is(Kind::dict)) return fail_kind("a dict", input, context);
  const Value& by = arguments[1];
  const bool by_value = by.is(Kind::string) && by.text() == "value";
  const bool by_key = by.is(Kind::undefined) || (by.is(Kind::string) && by.text() == "key");
  if (!by_key && !by_value) return context.fail("sorts by `key` or `value` only");
  const bool case_sensitive = truthy(arguments[0]);
  if (!context.budget().bytes(input.dict().size() * 4 * sizeof(Value))) return {};
  Folder folder(append_upper, context);
  std::vector<Keyed> entries;
  for (const Dict::Entry& entry : input.dict().entries()) {
    const Value& key = by_value ? entry.value : entry.key;
    auto folded = case_sensitive ? key : folder.fold(key);
    if (!folded) return {};
    entries.push_back({Value::list({entry.key, entry.value}), *std::move(folded), {}});
  }
  evaluate::stable_sort(entries, [&](const Keyed& a, const Keyed& b) {
    if (!context.budget().step()) return false;
    return !(compare(a.key, b.key, context) > 0) && !strictly_equal(a.key, b.key, context);
  });
  std::vector<Value> pairs;
  for (Keyed& entry : entries) pairs.push_back(std::move(entry.item));
  return Value::list(std::move(pairs));
}

Value groupby(const Value& input, Arguments arguments, CallContext& context) {
  const auto items = indexable(input, context);
  if (!items) return {};
  std::vector<Group> groups;
  Dict positions;
  for (const Value& item : *items) {
    const auto found = truthy(arguments[0]) ? attribute_of(item, arguments[0], context) : item;
    if (!found) return {};
    if (found->is(Kind::undefined) && context.strict())
      return context.fail("finds an item without the attribute to group by");
    const Value key = to_text(*found, context);
    if (!context.budget().step()) return {};
    if (positions.find(key.text()) == nullptr) {
      positions.set(key, Value::number(static_cast<double>(groups.size())));
      groups.push_back({key, {}});
    }
    const Value* position = positions.find(key.text());
    groups[static_cast<std::size_t>(position->number())].items.push_back(item);
  }
  return dict_of(std::move(groups));
}

}  // namespace keyplate::evaluate::filters
