#include "runtime/evaluate/slots/slot_text.h"

#include <fmt/core.h>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/slots/characters.h"

namespace keyplate::evaluate {
namespace {

/// What may be printed anywhere, in the sense of design section 8.
constexpr std::string_view harmless =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+=-";

}  // namespace

std::optional<Refusal> TextLexer::print(const Value& value, HostText& out, CallContext& context) {
  if (!append_text(value, out.builder(), context))
    return Refusal{context.failure().value_or("no text")};
  return std::nullopt;
}

std::optional<Refusal> CautiousLexer::print(const Value& value, HostText& out,
                                            CallContext& context) {
  const std::size_t before = out.size();
  if (auto refusal = TextLexer::print(value, out, context)) return refusal;
  if (!value.secret()) return std::nullopt;
  const std::string_view printed = out.view().substr(before);
  const std::size_t at = printed.find_first_not_of(harmless);
  if (at == std::string_view::npos) return std::nullopt;
  return Refusal{fmt::format(
      "it holds {}, and in a file of unknown format a secret may hold only letters, digits and "
      "`_./+=-`; `[formats]` can say what format it is, or call it `text`",
      kind_of_character(printed[at]))};
}

}  // namespace keyplate::evaluate
