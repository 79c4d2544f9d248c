#include "runtime/evaluate/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/member.h"
#include "runtime/evaluate/methods/method_set.h"
#include "runtime/evaluate/regex_object.h"

namespace keyplate::evaluate::methods::text {
namespace {

constexpr std::size_t npos = std::string_view::npos;

/// The first place at or behind unit `from`, as a unit; npos: nowhere.
std::size_t find(std::string_view text, std::string_view wanted, std::size_t from) {
  std::size_t at = text.find(wanted, utf16_to_offset(text, from));
  // A position between the halves of a pair lies behind what begins with the pair.
  if (at != npos && !wanted.empty() && offset_to_utf16(text, at) < from)
    at = text.find(wanted, at + 1);
  if (at == npos) return npos;
  return wanted.empty() ? from : offset_to_utf16(text, at);
}

/// The text that is looked for. Nothing: failed, for it is a regular expression, which JavaScript
/// refuses.
std::optional<Value> plain_text(const Value& wanted, CallContext& context) {
  if (regex_of(wanted) == nullptr) return to_text(wanted, context);
  context.fail("looks for a text, not a regular expression");
  return std::nullopt;
}

Value units(std::string_view text, std::size_t begin, std::size_t end) {
  TextBuilder out;
  if (begin < end) append_substring(text, begin, end, out);
  return out.finish();
}

/// The unit at a position that may lie outside.
Value unit(const Value& self, double position) {
  if (!(position >= 0)) return {};
  return member(self.with_flags(0), Value::number(position));
}

Value pad(const Value& self, Arguments arguments, bool behind, CallContext& context) {
  const std::string_view text = self.text();
  const double target = to_integer(argument(arguments, 0), context);
  const Value fill = argument(arguments, 1).is(Kind::undefined)
                         ? Value::string(" ")
                         : to_text(argument(arguments, 1), context);
  const std::size_t length = utf16_length(text);
  const std::size_t fill_length = utf16_length(fill.text());
  if (!(target > static_cast<double>(length)) || fill_length == 0) return self;
  // More bytes than there can be; the budget says so.
  const auto missing = static_cast<std::size_t>(std::min(target, 1e15)) - length;
  const std::size_t times = missing / fill_length;
  if (!context.budget().bytes(text.size() + (times + 1) * fill.text().size())) return {};
  TextBuilder out;
  if (behind) out.append(text);
  for (std::size_t i = 0; i < times; ++i) out.append(fill.text());
  append_substring(fill.text(), 0, missing % fill_length, out);
  if (!behind) out.append(text);
  return out.finish();
}

/// Where a printable ASCII character comes in the root order of Unicode's collation.
std::size_t collation_rank(char c) {
  constexpr std::string_view order = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";
  const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  const std::size_t found = order.find(lower);
  return found != npos ? found : order.size() + static_cast<std::size_t>(lower - 'a');
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

/// Negative, zero or positive; case counts only where nothing else differs, small letters first.
int collate(std::string_view a, std::string_view b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end(), [](char p, char q) {
    return collation_rank(p) == collation_rank(q);
  });
  if (x == a.end() || y == b.end()) {
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    const auto [p, q] = std::mismatch(a.begin(), a.end(), b.begin());
    return p == a.end() ? 0 : (*p > *q ? -1 : 1);
  }
  return collation_rank(*x) < collation_rank(*y) ? -1 : 1;
}

}  // namespace

Value at(const Value& self, Arguments arguments, CallContext& context) {
  const double position = to_integer(argument(arguments, 0), context);
  const double length = position < 0 ? static_cast<double>(utf16_length(self.text())) : 0;
  return unit(self, position + length);
}

Value char_at(const Value& self, Arguments arguments, CallContext& context) {
  const Value found = unit(self, to_integer(argument(arguments, 0), context));
  return found.is(Kind::undefined) ? Value::string("") : found;
}

Value char_code_at(const Value& self, Arguments arguments, CallContext& context) {
  const double position = to_integer(argument(arguments, 0), context);
  const std::string_view text = self.text();
  const std::size_t length = utf16_length(text);
  if (!(position >= 0) || position >= static_cast<double>(length))
    return Value::number(std::numeric_limits<double>::quiet_NaN());
  const auto index = static_cast<std::size_t>(position);
  const std::size_t offset = utf16_to_offset(text, index);
  const char32_t point = decode_utf8(text, offset).value_or(CodePoint{0xFFFD, 1}).value;
  if (point < 0x10000) return Value::number(point);
  const bool second = offset_to_utf16(text, offset) != index;
  const char32_t rest = point - 0x10000;
  return Value::number(second ? 0xDC00 + (rest & 0x3FF) : 0xD800 + (rest >> 10));
}

Value code_point_at(const Value& self, Arguments arguments, CallContext& context) {
  const Value code = char_code_at(self, arguments, context);
  if (std::isnan(code.number())) return {};
  if (code.number() < 0xD800 || code.number() >= 0xDC00) return code;
  const auto index = static_cast<std::size_t>(to_integer(argument(arguments, 0), context));
  const auto point = decode_utf8(self.text(), utf16_to_offset(self.text(), index));
  return Value::number(point->value);
}

Value concat(const Value& self, Arguments arguments, CallContext& context) {
  TextBuilder out;
  if (!append(self.text(), out, context)) return {};
  for (const Value& part : arguments) {
    if (!append_text(part, out, context)) return {};
  }
  return out.finish();
}

Value ends_with(const Value& self, Arguments arguments, CallContext& context) {
  const auto wanted = plain_text(argument(arguments, 0), context);
  if (!wanted) return {};
  const Value end = argument(arguments, 1);
  std::string_view text = self.text();
  if (end.is(Kind::undefined)) return Value::boolean(text.ends_with(wanted->text()));
  const Value head = units(text, 0, clamped(to_integer(end, context), utf16_length(text)));
  return Value::boolean(head.text().ends_with(wanted->text()));
}

Value starts_with(const Value& self, Arguments arguments, CallContext& context) {
  const auto wanted = plain_text(argument(arguments, 0), context);
  if (!wanted) return {};
  const std::size_t length = utf16_length(self.text());
  const std::size_t begin = clamped(to_integer(argument(arguments, 1), context), length);
  if (begin == 0) return Value::boolean(self.text().starts_with(wanted->text()));
  return Value::boolean(units(self.text(), begin, length).text().starts_with(wanted->text()));
}

Value includes(const Value& self, Arguments arguments, CallContext& context) {
  const auto wanted = plain_text(argument(arguments, 0), context);
  if (!wanted) return {};
  const std::size_t length = utf16_length(self.text());
  const std::size_t from = clamped(to_integer(argument(arguments, 1), context), length);
  return Value::boolean(find(self.text(), wanted->text(), from) != npos);
}

Value index_of(const Value& self, Arguments arguments, CallContext& context) {
  const Value wanted = to_text(argument(arguments, 0), context);
  const std::size_t length = utf16_length(self.text());
  const std::size_t from = clamped(to_integer(argument(arguments, 1), context), length);
  const std::size_t found = find(self.text(), wanted.text(), from);
  return Value::number(found == npos ? -1 : static_cast<double>(found));
}

Value last_index_of(const Value& self, Arguments arguments, CallContext& context) {
  const std::string_view text = self.text();
  const Value wanted = to_text(argument(arguments, 0), context);
  const std::size_t length = utf16_length(text);
  const double from = to_number(argument(arguments, 1), context);
  const std::size_t last = std::isnan(from) ? length : clamped(std::trunc(from), length);
  if (wanted.text().empty()) return Value::number(static_cast<double>(last));
  const std::size_t found = text.rfind(wanted.text(), utf16_to_offset(text, last));
  return Value::number(found == npos ? -1 : static_cast<double>(offset_to_utf16(text, found)));
}

Value locale_compare(const Value& self, Arguments arguments, CallContext& context) {
  const Value other = to_text(argument(arguments, 0), context);
  if (self.text() == other.text()) return Value::number(0);
  if (!is_printable_ascii(self.text()) || !is_printable_ascii(other.text()))
    return context.fail("knows only the order of ASCII text");
  return Value::number(collate(self.text(), other.text()));
}

Value normalize(const Value& self, Arguments arguments, CallContext& context) {
  const Value given = argument(arguments, 0);
  const Value form = given.is(Kind::undefined) ? Value::string("NFC") : to_text(given, context);
  constexpr std::string_view forms[] = {"NFC", "NFD", "NFKC", "NFKD"};
  if (std::find(std::begin(forms), std::end(forms), form.text()) == std::end(forms))
    return context.fail("knows the forms `NFC`, `NFD`, `NFKC` and `NFKD`");
  const bool ascii = std::all_of(self.text().begin(), self.text().end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii ? self : context.fail("changes only ASCII text in this version");
}

Value pad_end(const Value& self, Arguments arguments, CallContext& context) {
  return pad(self, arguments, true, context);
}

Value pad_start(const Value& self, Arguments arguments, CallContext& context) {
  return pad(self, arguments, false, context);
}

Value repeat(const Value& self, Arguments arguments, CallContext& context) {
  const double count = to_integer(argument(arguments, 0), context);
  if (count < 0 || std::isinf(count)) return context.fail("repeats 0 times or more, not forever");
  const std::string_view text = self.text();
  if (text.empty() || count == 0) return Value::string("");
  const double size = count * static_cast<double>(text.size());
  if (!context.budget().bytes(static_cast<std::uint64_t>(std::min(size, 1e18)))) return {};
  TextBuilder out(static_cast<std::size_t>(size));
  for (double i = 0; i < count; ++i) out.append(text);
  return out.finish();
}

Value slice(const Value& self, Arguments arguments, CallContext& context) {
  const std::size_t length = utf16_length(self.text());
  const std::size_t begin = relative(argument(arguments, 0), length, 0, context);
  return units(self.text(), begin, relative(argument(arguments, 1), length, length, context));
}

Value substr(const Value& self, Arguments arguments, CallContext& context) {
  const std::size_t length = utf16_length(self.text());
  const std::size_t begin = relative(argument(arguments, 0), length, 0, context);
  const Value given = argument(arguments, 1);
  const std::size_t count =
      given.is(Kind::undefined) ? length : clamped(to_integer(given, context), length - begin);
  return units(self.text(), begin, std::min(begin + count, length));
}

Value substring(const Value& self, Arguments arguments, CallContext& context) {
  const std::size_t length = utf16_length(self.text());
  const Value last = argument(arguments, 1);
  const std::size_t a = clamped(to_integer(argument(arguments, 0), context), length);
  const std::size_t b =
      last.is(Kind::undefined) ? length : clamped(to_integer(last, context), length);
  return units(self.text(), std::min(a, b), std::max(a, b));
}

Value to_lower_case(const Value& self, Arguments, CallContext& context) {
  if (!context.budget().bytes(self.text().size())) return {};
  TextBuilder out;
  append_lower(self.text(), out);
  return out.finish();
}

Value to_upper_case(const Value& self, Arguments, CallContext& context) {
  if (!context.budget().bytes(self.text().size())) return {};
  TextBuilder out;
  append_upper(self.text(), out);
  return out.finish();
}

Value trim(const Value& self, Arguments, CallContext&) {
  return Value::string(evaluate::trim(self.text()));
}

Value trim_end(const Value& self, Arguments, CallContext&) {
  return Value::string(trim_back(self.text()));
}

Value trim_start(const Value& self, Arguments, CallContext&) {
  return Value::string(trim_front(self.text()));
}

}  // namespace keyplate::evaluate::methods::text
