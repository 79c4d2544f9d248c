#include "runtime/evaluate/slots/scalar_text.h"

#include <fmt/core.h>

#include "runtime/evaluate/coerce.h"

namespace keyplate::evaluate {

std::optional<Refusal> append_scalar(const Value& value, std::string_view place, TextBuilder& out,
                                     CallContext& context) {
  if (value.is(Kind::list) || value.is(Kind::dict))
    return Refusal{
        fmt::format("{} stands in {}; `dump` prints it as text", kind_name(value), place)};
  if (!append_text(value, out, context))
    return Refusal{context.failure().value_or("it has no text")};
  return std::nullopt;
}

ScalarText::ScalarText(const Value& value, std::string_view place, CallContext& context) {
  if (!value.is(Kind::string)) refusal_ = append_scalar(value, place, own_, context);
  if (!refusal_) view_ = value.is(Kind::string) ? value.text() : own_.view();
}

}  // namespace keyplate::evaluate
