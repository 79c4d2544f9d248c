#include <utility>

#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"
#include "runtime/evaluate/substitution.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate::filters {
namespace {

/// The new text before and after all characters, and `between` them. Of an empty text JavaScript
/// joins nothing, and writes the new one twice.
bool append_everywhere(std::string_view text, std::string_view fresh, std::string_view between,
                       TextBuilder& out, CallContext& context) {
  if (!append(fresh, out, context)) return false;
  bool first = true;
  for (const std::string_view unit : split_units(text)) {
    if (!std::exchange(first, false) && !append(between, out, context)) return false;
    if (!append(unit, out, context) || !context.budget().step()) return false;
  }
  return append(fresh, out, context);
}

/// Replaces the first `limit` places, all if it is -1.
bool append_replaced(std::string_view text, std::string_view old, std::string_view fresh,
                     double limit, TextBuilder& out, CallContext& context) {
  std::size_t begin = 0;
  double count = 0;
  for (std::size_t at = text.find(old); at != std::string_view::npos; at = text.find(old, begin)) {
    if (limit != -1 && !(count < limit)) break;
    if (!append(text.substr(begin, at - begin), out, context) || !append(fresh, out, context))
      return false;
    if (!context.budget().step()) return false;
    begin = at + old.size();
    ++count;
  }
  return append(text.substr(begin), out, context);
}

}  // namespace

Value replace(const Value& input, Arguments arguments, CallContext& context) {
  const Value& searched = arguments[0];
  if (RegexObject* const regex = regex_of(searched)) {
    if (!input.is(Kind::string)) return fail_kind("a text", input, context);
    return replace_matches(input, *regex, arguments[1], context);
  }
  if (!searched.is(Kind::number) && !searched.is(Kind::string)) return input;
  if (!input.is(Kind::number) && !input.is(Kind::string)) return input;
  const Value text = to_text(input, context);
  const Value old = to_text(searched, context);
  const Value fresh = to_text(arguments[1], context);
  const Value& count = arguments[2];
  const double limit = count.is(Kind::undefined) ? -1 : to_number(count, context);
  TextBuilder out;
  // What is undefined is spelled out, but `join` takes it for a comma.
  const std::string_view between = arguments[1].is(Kind::undefined) ? "," : fresh.text();
  const bool done =
      old.text().empty()
          ? append_everywhere(text.text(), fresh.text(), between, out, context)
          : append_replaced(text.text(), old.text(), fresh.text(), limit, out, context);
  if (!done) return {};
  return finish_like(input, out);
}

}  // namespace keyplate::evaluate::filters
