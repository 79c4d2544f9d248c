#include <algorithm>
#include <cmath>
#include <limits>

#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"
#include "runtime/evaluate/member.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate::filters {
namespace {

/// Fills `items` up to `size`. JavaScript compares with a number that may be NaN or infinite.
bool fill_up(std::vector<Value>& items, double size, const Value& fill, CallContext& context) {
  while (static_cast<double>(items.size()) < size) {
    if (!context.budget().grow(items.size() * sizeof(Value), sizeof(Value))) return false;
    items.push_back(fill);
  }
  return true;
}

/// The member of every item. Nothing: failed.
std::optional<std::vector<Value>> members(const std::vector<Value>& items, const Value& key,
                                          CallContext& context) {
  std::vector<Value> found;
  for (const Value& item : items) {
    if (item.is_nullish()) {
      context.fail("reads an attribute of an item that is " + std::string(kind_name(item)));
      return std::nullopt;
    }
    found.push_back(member(item, key));
  }
  return found;
}

/// The items of a list, or their attribute, for `join` and `sum`.
std::optional<std::vector<Value>> items_or_attribute(const Value& input, const Value& attribute,
                                                     CallContext& context) {
  const bool mapped = truthy(attribute);
  if (mapped && input.is_nullish()) return std::vector<Value>();
  if (!mapped && !input.is(Kind::list)) {
    fail_kind("a list", input, context);
    return std::nullopt;
  }
  auto items = indexable(input, context);
  return mapped && items ? members(*items, attribute, context) : std::move(items);
}

Value reversed_text(const Value& input, CallContext& context) {
  if (!context.budget().bytes(input.text().size() * sizeof(Value))) return {};
  auto units = split_units(input.text());
  std::reverse(units.begin(), units.end());
  TextBuilder out(input.text().size());
  for (const std::string_view unit : units) out.append(unit);
  return finish_like(input, out);
}

/// JavaScript's `slice(begin, end)` of a list or text, for positions that are not negative.
Value part_of(const Value& input, double begin, double end, const Value* fill) {
  const auto unit = [](double position) {
    return static_cast<std::size_t>(position);
  };
  if (input.is(Kind::string)) {
    TextBuilder out;
    append_substring(input.text(), unit(begin), unit(end), out);
    return out.finish(input.flags() & flag::secret);
  }
  const auto items = input.items();
  const std::size_t to = std::min(unit(end), items.size());
  const std::size_t from = std::min(unit(begin), to);
  std::vector<Value> part(items.begin() + static_cast<std::ptrdiff_t>(from),
                          items.begin() + static_cast<std::ptrdiff_t>(to));
  if (fill != nullptr) part.push_back(*fill);
  return Value::list(std::move(part));
}

Value key_value_pair(const Dict::Entry& entry) {
  Dict pair;
  pair.set("key", entry.key);
  pair.set("value", entry.value);
  return Value::dict(std::move(pair));
}

}  // namespace

Value batch(const Value& input, Arguments arguments, CallContext& context) {
  const auto items = indexable(input, context);
  if (!items) return {};
  const double size = to_number(arguments[0], context);
  std::vector<Value> batches;
  std::vector<Value> current;
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (std::fmod(static_cast<double>(i), size) == 0 && !current.empty())
      batches.push_back(Value::list(std::exchange(current, {})));
    current.push_back((*items)[i]);
  }
  if (current.empty()) return Value::list(std::move(batches));
  if (truthy(arguments[1]) && !fill_up(current, size, arguments[1], context)) return {};
  batches.push_back(Value::list(std::move(current)));
  return Value::list(std::move(batches));
}

Value first(const Value& input, Arguments, CallContext& context) {
  if (input.is_nullish()) return fail_kind("a list", input, context);
  return member(input, Value::number(0));
}

Value last(const Value& input, Arguments, CallContext& context) {
  if (input.is_nullish()) return fail_kind("a list", input, context);
  const Value size = member(input, "length");
  return size.is(Kind::number) ? member(input, Value::number(size.number() - 1))
                               : Value::undefined(input.flags() & flag::secret);
}

/// Its argument is the chance, from 0 to below 1, which the evaluator draws.
Value random(const Value& input, Arguments arguments, CallContext& context) {
  if (input.is_nullish()) return fail_kind("a list", input, context);
  const Value size = member(input, "length");
  const double index = std::floor(arguments[0].number() * to_number(size, context));
  if (std::isnan(index)) return Value::undefined(input.flags() & flag::secret);
  // How many items a list has decides nothing but where chance falls; a dict's `length` may be any.
  const Flags flags = input.is(Kind::dict) ? size.flags() & flag::secret : Flags{0};
  return member(input, Value::number(index, flags));
}

Value join(const Value& input, Arguments arguments, CallContext& context) {
  const auto items = items_or_attribute(input, arguments[1], context);
  if (!items) return {};
  const Value separator = truthy(arguments[0]) ? to_text(arguments[0], context) : Value::string("");
  TextBuilder out;
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (!context.budget().step()) return {};
    if (i > 0 && !append(separator.text(), out, context)) return {};
    if (!(*items)[i].is_nullish() && !append_text((*items)[i], out, context)) return {};
  }
  return out.finish();
}

Value length(const Value& input, Arguments, CallContext& context) {
  const auto count = [](std::size_t size) {
    return Value::number(static_cast<double>(size));
  };
  if (input.is(Kind::dict)) return count(input.dict().size());
  if (input.is(Kind::list)) return count(input.items().size());
  if (input.is(Kind::string)) {
    if (!context.budget().bytes(input.text().size())) return {};
    return count(utf16_length(input.text()));
  }
  const bool absent = input.is_nullish() || (input.is(Kind::boolean) && !input.boolean());
  return absent ? count(0) : Value::undefined();
}

Value list(const Value& input, Arguments, CallContext& context) {
  if (input.is(Kind::list)) return input;
  if (input.is(Kind::dict)) {
    std::vector<Value> pairs;
    if (!context.budget().bytes(input.dict().size() * 8 * sizeof(Value))) return {};
    for (const Dict::Entry& entry : input.dict().entries()) pairs.push_back(key_value_pair(entry));
    return Value::list(std::move(pairs));
  }
  if (!input.is(Kind::string)) return fail_kind("a text, list or dict", input, context);
  auto units = indexable(input, context);
  return units ? Value::list(std::move(*units)) : Value();
}

Value reverse(const Value& input, Arguments, CallContext& context) {
  if (input.is(Kind::string)) return reversed_text(input, context);
  if (input.is_nullish()) return Value::list({});
  auto items = indexable(input, context);
  if (!items) return {};
  std::reverse(items->begin(), items->end());
  return Value::list(std::move(*items));
}

Value slice(const Value& input, Arguments arguments, CallContext& context) {
  const double slices = to_number(arguments[0], context);
  if (!(slices > 0))
    return input.is_nullish() ? fail_kind("a list", input, context) : Value::list({});
  if (!input.is(Kind::list) && !input.is(Kind::string)) return fail_kind("a list", input, context);
  const bool text = input.is(Kind::string);
  const double size = static_cast<double>(text ? utf16_length(input.text()) : input.items().size());
  const double slice_size = std::floor(size / slices);
  const double extra = std::fmod(size, slices);
  std::vector<Value> parts;
  double offset = 0;
  for (double i = 0; i < slices; ++i) {
    const double start = offset + i * slice_size;
    if (i < extra) ++offset;
    const bool filled = truthy(arguments[1]) && i >= extra;
    if (filled && text) return fail_kind("a list to fill up", input, context);
    const double work = 1 + slice_size + (text ? start : 0);
    if (!context.budget().grow(parts.size() * sizeof(Value), 16 * static_cast<std::uint64_t>(work)))
      return {};
    parts.push_back(
        part_of(input, start, offset + (i + 1) * slice_size, filled ? &arguments[1] : nullptr));
  }
  return Value::list(std::move(parts));
}

Value sum(const Value& input, Arguments arguments, CallContext& context) {
  const auto items = items_or_attribute(input, arguments[0], context);
  if (!items) return {};
  Value total = Value::number(0);
  for (const Value& item : *items) {
    if (!context.budget().step()) return {};
    total = add(total, item, context);
  }
  const Value& start = arguments[1];
  return add(start.is(Kind::undefined) ? Value::number(0) : start, total, context);
}

}  // namespace keyplate::evaluate::filters
