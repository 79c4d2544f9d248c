#include "runtime/evaluate/coerce.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "runtime/evaluate/number.h"
#include "runtime/evaluate/regex_object.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate {
namespace {

bool is_object(const Value& value) {
  return value.is(Kind::list) || value.is(Kind::dict) || value.is(Kind::function);
}

bool append_number(const Value& value, TextBuilder& out, CallContext& context) {
  const std::string_view spelling = value.spelling();
  if (spelling.empty()) {
    char digits[integer_digits];
    if (const std::size_t size = integer_to_text(value.number(), digits))
      return append({digits, size}, out, context);
  }
  return append(spelling.empty() ? number_to_text(value.number()) : spelling, out, context);
}

bool append_items(const Value& list, TextBuilder& out, CallContext& context) {
  bool first = true;
  for (const Value& item : list.items()) {
    if (!first && !append(",", out, context)) return false;
    first = false;
    if (!context.budget().step()) return false;
    if (!item.is_nullish() && !append_text(item, out, context)) return false;
  }
  return true;
}

/// A list, dict or regular expression as the text that stands for it; anything else as it is.
Value to_primitive(const Value& value, CallContext& context) {
  const bool has_text = value.is(Kind::list) || value.is(Kind::dict) || regex_of(value) != nullptr;
  return has_text ? to_text(value, context) : value;
}

/// Charges what the comparison costs: a list may name one huge text a million times.
bool equal_texts(std::string_view a, std::string_view b, CallContext& context) {
  return a.size() == b.size() && context.budget().step(a.size() / 16) && a == b;
}

double primitive_to_number(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return 0;
    case Kind::boolean:
      return value.boolean() ? 1 : 0;
    case Kind::number:
      return value.number();
    case Kind::string:
      return text_to_number(value.text());
    default:
      return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Kind::undefined:
      return "undefined";
    case Kind::null:
      return "none";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::string:
      return "a text";
    case Kind::list:
      return "a list";
    case Kind::dict:
      return "a dict";
    case Kind::function:
      return regex_of(value) != nullptr ? "a regular expression" : "a function";
    default:
      return "a value";
  }
}

bool truthy(const Value& value) {
  switch (value.kind()) {
    case Kind::undefined:
    case Kind::null:
      return false;
    case Kind::boolean:
      return value.boolean();
    case Kind::number:
      return value.number() != 0 && !std::isnan(value.number());
    case Kind::string:
      return !value.text().empty();
    default:
      return true;
  }
}

bool append(std::string_view text, TextBuilder& out, CallContext& context) {
  if (!context.budget().grow(out.size(), text.size())) return false;
  out.append(text);
  return true;
}

bool append_text(const Value& value, TextBuilder& out, CallContext& context) {
  switch (value.kind()) {
    case Kind::undefined:
      return append("undefined", out, context);
    case Kind::null:
      return append("null", out, context);
    case Kind::boolean:
      return append(value.boolean() ? "true" : "false", out, context);
    case Kind::number:
      return append_number(value, out, context);
    case Kind::string:
      return append(value.text(), out, context);
    case Kind::list:
      return append_items(value, out, context);
    case Kind::dict:
      return append("[object Object]", out, context);
    default:
      if (RegexObject* const regex = regex_of(value)) return append(regex->text(), out, context);
      context.fail("a function has no text");
      return false;
  }
}

Value to_text(const Value& value, CallContext& context) {
  if (value.is(Kind::string)) return value;
  TextBuilder out;
  append_text(value, out, context);
  return out.finish(value.flags() & flag::secret);
}

double to_number(const Value& value, CallContext& context) {
  return primitive_to_number(to_primitive(value, context));
}

bool strictly_equal(const Value& a, const Value& b, CallContext& context) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::undefined:
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.boolean() == b.boolean();
    case Kind::number:
      return a.number() == b.number();
    case Kind::string:
      return equal_texts(a.text(), b.text(), context);
    default:
      return a.same_object(b);
  }
}

bool loosely_equal(const Value& a, const Value& b, CallContext& context) {
  if (a.kind() == b.kind()) return strictly_equal(a, b, context);
  if (a.is_nullish() || b.is_nullish()) return a.is_nullish() && b.is_nullish();
  if (is_object(a) && is_object(b)) return false;
  const Value x = to_primitive(a, context);
  const Value y = to_primitive(b, context);
  if (x.is(Kind::string) && y.is(Kind::string)) return equal_texts(x.text(), y.text(), context);
  return primitive_to_number(x) == primitive_to_number(y);
}

std::partial_ordering compare(const Value& a, const Value& b, CallContext& context) {
  const Value x = to_primitive(a, context);
  const Value y = to_primitive(b, context);
  if (x.is(Kind::string) && y.is(Kind::string)) {
    const std::size_t shorter = std::min(x.text().size(), y.text().size());
    if (!context.budget().step(shorter / 16)) return std::partial_ordering::unordered;
    return compare_text(x.text(), y.text()) <=> 0;
  }
  return primitive_to_number(x) <=> primitive_to_number(y);
}

Value add(const Value& a, const Value& b, CallContext& context) {
  const auto joins = [](const Value& value) {
    return value.is(Kind::string) || is_object(value);
  };
  if (!joins(a) && !joins(b)) return Value::number(primitive_to_number(a) + primitive_to_number(b));
  TextBuilder out;
  if (!append_text(a, out, context) || !append_text(b, out, context)) return Value::undefined();
  return out.finish();
}

bool contains(const Value& haystack, const Value& needle, CallContext& context) {
  switch (haystack.kind()) {
    case Kind::list: {
      const auto items = haystack.items();
      if (!context.budget().step(items.size())) return false;
      return std::any_of(items.begin(), items.end(),
                         [&](const Value& item) { return strictly_equal(item, needle, context); });
    }
    case Kind::string: {
      const Value text = to_text(needle, context);
      return haystack.text().find(text.text()) != std::string_view::npos;
    }
    case Kind::dict: {
      const Value key = to_text(needle, context);
      return haystack.dict().find(key.text()) != nullptr;
    }
    default:
      context.fail("looks into a list, text or dict, not " + std::string(kind_name(haystack)));
      return false;
  }
}

}  // namespace keyplate::evaluate
