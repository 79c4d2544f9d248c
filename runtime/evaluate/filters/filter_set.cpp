#include "runtime/evaluate/filters/filter_set.h"

#include <cmath>
#include <string>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/member.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate::filters {

Value fail_kind(std::string_view expected, const Value& found, CallContext& context) {
  return context.fail("expects " + std::string(expected) + ", not " +
                      std::string(kind_name(found)));
}

std::optional<std::string_view> text_or_empty(const Value& input, CallContext& context) {
  if (input.is(Kind::string)) return input.text();
  if (input.is_nullish() || (input.is(Kind::boolean) && !input.boolean())) return "";
  fail_kind("a text", input, context);
  return std::nullopt;
}

std::optional<std::vector<Value>> indexable(const Value& input, CallContext& context) {
  std::vector<Value> items;
  if (input.is_nullish()) {
    fail_kind("a list", input, context);
    return std::nullopt;
  }
  if (input.is(Kind::list)) {
    if (!context.budget().bytes(input.items().size() * sizeof(Value))) return std::nullopt;
    items.assign(input.items().begin(), input.items().end());
  }
  if (input.is(Kind::string)) {
    if (!context.budget().bytes(input.text().size() * sizeof(Value))) return std::nullopt;
    const Flags flags = input.flags() & flag::secret;
    for (const std::string_view unit : split_units(input.text()))
      items.push_back(Value::string(unit, flags));
  }
  return items;
}

std::optional<Value> attribute_of(const Value& item, const Value& attribute, CallContext& context) {
  Value found = item;
  std::vector<Value> parts;
  if (attribute.is(Kind::string)) {
    for (const std::string_view part : split(attribute.text(), "."))
      parts.push_back(Value::string(part));
  } else {
    parts.push_back(attribute);
  }
  for (const Value& part : parts) {
    if (found.is_nullish()) {
      context.fail("finds " + std::string(kind_name(found)) + " where it looks for an attribute");
      return std::nullopt;
    }
    const bool has_key =
        found.is(Kind::dict) && part.is(Kind::string) && found.dict().find(part.text()) != nullptr;
    found = member(found, part);
    if (found.is(Kind::undefined) && !has_key) break;
  }
  return found;
}

Value finish_like(const Value& original, TextBuilder& text) {
  return text.finish(original.flags() & (flag::safe | flag::escaped));
}

double number_or(const Value& argument, double fallback, CallContext& context) {
  return truthy(argument) ? to_number(argument, context) : fallback;
}

bool append_spaces(double count, TextBuilder& out, CallContext& context) {
  if (!(count > 0)) return true;
  const double whole = std::min(std::ceil(count), 1e18);
  const auto size = static_cast<std::size_t>(whole);
  if (!context.budget().grow(out.size(), size)) return false;
  out.reserve(out.size() + size);
  for (std::size_t i = 0; i < size; ++i) out.push_back(' ');
  return true;
}

}  // namespace keyplate::evaluate::filters
