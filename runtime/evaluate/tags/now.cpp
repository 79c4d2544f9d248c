#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/tags/date_pattern.h"
#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {
namespace {

/// More than a letter of a pattern can become.
constexpr std::uint64_t longest_token = 64;

Value custom(const Value& pattern, const Moment& now, CallContext& context) {
  if (!context.budget().bytes(pattern.text().size() * longest_token)) return {};
  auto formatted = format_date(pattern.text(), now);
  return formatted ? *std::move(formatted) : context.fail(formatted.error().message);
}

}  // namespace

Value now(Arguments arguments, TagContext& context) {
  const auto format = choice(arguments, 0, context);
  if (!format) return {};
  const Moment& moment = context.world.now();
  if (*format == "custom") {
    if (is_absent(arguments[1])) return context.call.fail("needs a `pattern` for `custom`");
    const auto pattern = text(arguments, 1, context);
    return pattern ? custom(*pattern, moment, context.call) : Value();
  }
  if (*format == "iso-8601") return iso_text(moment);
  const std::int64_t exact = milliseconds(moment);
  const bool seconds = *format == "unix" || *format == "seconds" || *format == "s";
  // Insomnia rounds seconds to the nearest, it doesn't cut them.
  return Value::number(static_cast<double>(seconds ? (exact + 500) / 1000 : exact));
}

}  // namespace keyplate::evaluate::tags
