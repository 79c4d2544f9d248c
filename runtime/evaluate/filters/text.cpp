#include "runtime/evaluate/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"

namespace keyplate::evaluate::filters {
namespace {

bool charge(std::string_view text, CallContext& context) {
  return context.budget().bytes(text.size());
}

/// The first unit upper case, all others lower.
void append_capitalized(std::string_view text, TextBuilder& out) {
  TextBuilder lowered;
  append_lower(text, lowered);
  const std::string_view rest = lowered.view();
  if (rest.empty()) return;
  // Half of a surrogate pair, which is what JavaScript sees first of 4 bytes, has no upper case.
  const std::size_t size = utf16_to_offset(rest, 1);
  append_upper(rest.substr(0, size), out);
  out.append(rest.substr(size));
}

/// JavaScript's `length`: NaN for what has none.
double length_of(const Value& value) {
  if (value.is(Kind::string)) return static_cast<double>(utf16_length(value.text()));
  if (value.is(Kind::list)) return static_cast<double>(value.items().size());
  return std::numeric_limits<double>::quiet_NaN();
}

/// Where JavaScript's `substring` and `lastIndexOf` clamp a position to. REQUIRES: text is no
/// longer.
std::size_t clamp_unit(double position, std::size_t length) {
  if (!(position > 0)) return 0;
  return position >= static_cast<double>(length) ? length : static_cast<std::size_t>(position);
}

/// How many units of `text` come before the last space at or before unit `limit`; else `limit`.
/// For JavaScript's `lastIndexOf`, what is no number is the end.
std::size_t word_boundary(std::string_view text, double limit) {
  const std::size_t end = clamp_unit(limit, utf16_length(text));
  const std::size_t from = std::isnan(limit) ? text.size() : utf16_to_offset(text, end);
  const std::size_t space = text.rfind(' ', from);
  return space == std::string_view::npos ? end : offset_to_utf16(text, space);
}

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

}  // namespace

Value capitalize(const Value& input, Arguments, CallContext& context) {
  const auto text = text_or_empty(input, context);
  if (!text || !charge(*text, context)) return {};
  TextBuilder out;
  append_capitalized(*text, out);
  return finish_like(input, out);
}

Value center(const Value& input, Arguments arguments, CallContext& context) {
  const bool absent = input.is_nullish() || (input.is(Kind::boolean) && !input.boolean());
  const Value value = absent ? Value::string("") : input;
  const double spaces = number_or(arguments[0], 80, context) - length_of(value);
  if (spaces <= 0) return value;
  TextBuilder out;
  if (!append_spaces(spaces / 2 - std::fmod(spaces, 2), out, context)) return {};
  if (!append_text(value, out, context)) return {};
  if (!append_spaces(spaces / 2, out, context)) return {};
  return finish_like(input, out);
}

Value indent(const Value& input, Arguments arguments, CallContext& context) {
  const auto text = text_or_empty(input, context);
  if (!text) return {};
  const double width = number_or(arguments[0], 4, context);
  const bool indented = truthy(arguments[1]);
  TextBuilder out;
  if (text->empty()) return out.finish();
  bool first = true;
  for (const std::string_view line : split(*text, "\n")) {
    if (!first && !append("\n", out, context)) return {};
    if ((!first || indented) && !append_spaces(width, out, context)) return {};
    if (!append(line, out, context)) return {};
    first = false;
  }
  return finish_like(input, out);
}

Value lower(const Value& input, Arguments, CallContext& context) {
  const auto text = text_or_empty(input, context);
  if (!text || !charge(*text, context)) return {};
  TextBuilder out;
  append_lower(*text, out);
  return out.finish();
}

Value upper(const Value& input, Arguments, CallContext& context) {
  const auto text = text_or_empty(input, context);
  if (!text || !charge(*text, context)) return {};
  TextBuilder out;
  append_upper(*text, out);
  return out.finish();
}

Value string(const Value& input, Arguments, CallContext& context) {
  if (input.is_nullish()) return fail_kind("a value that has a text", input, context);
  return to_text(input, context);
}

Value title(const Value& input, Arguments, CallContext& context) {
  const auto text = text_or_empty(input, context);
  if (!text || !charge(*text, context)) return {};
  TextBuilder out;
  bool first = true;
  for (const std::string_view word : split(*text, " ")) {
    if (!first) out.push_back(' ');
    first = false;
    append_capitalized(word, out);
  }
  return finish_like(input, out);
}

Value trim(const Value& input, Arguments, CallContext& context) {
  if (!input.is(Kind::string)) return fail_kind("a text", input, context);
  if (!charge(input.text(), context)) return {};
  TextBuilder out;
  out.append(evaluate::trim(input.text()));
  return finish_like(input, out);
}

Value truncate(const Value& input, Arguments arguments, CallContext& context) {
  const bool absent = input.is_nullish() || (input.is(Kind::boolean) && !input.boolean());
  const Value value = absent ? Value::string("") : input;
  const double limit = number_or(arguments[0], 255, context);
  if (length_of(value) <= limit) return value;
  if (!value.is(Kind::string)) return fail_kind("a text", value, context);
  const std::string_view text = value.text();
  const bool cut_words = truthy(arguments[1]);
  const std::size_t end =
      cut_words ? clamp_unit(limit, utf16_length(text)) : word_boundary(text, limit);
  if (!charge(text, context)) return {};
  TextBuilder out;
  append_substring(text, 0, end, out);
  const Value dots = arguments[2].is_nullish() ? Value::string("...") : arguments[2];
  if (!append_text(dots, out, context)) return {};
  return finish_like(input, out);
}

Value wordcount(const Value& input, Arguments, CallContext& context) {
  if (!truthy(input)) return Value::null();
  const auto text = text_or_empty(input, context);
  if (!text || !charge(*text, context)) return {};
  std::size_t words = 0;
  bool inside = false;
  for (const char c : *text) {
    if (is_word_byte(c) && !inside) ++words;
    inside = is_word_byte(c);
  }
  return words == 0 ? Value::null() : Value::number(static_cast<double>(words));
}

}  // namespace keyplate::evaluate::filters
