#include "runtime/evaluate/slots/slot_text.h"

#include <fmt/core.h>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/formats.h"

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
  const std::string what =
      format_ == unknown_format ? "a file of unknown format" : "a " + format_ + " file";
  return Refusal{
      fmt::format("it holds {}, and until keyplate can quote for {} a secret there may hold only "
                  "letters, digits and `_./+=-`; `[formats]` can call the file `text`",
                  kind_of_character(printed[at]), what)};
}

}  // namespace keyplate::evaluate
