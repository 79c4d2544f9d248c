#pragma once
// The text of a value for a place where only text can stand: between quotes, in a comment.

#include <optional>
#include <string_view>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// Appends it, or says why there is none. A list or dict has none until `dump` makes it a text;
/// `place` names where it stands: `a TOML string`.
std::optional<Refusal> append_scalar(const Value& value, std::string_view place, TextBuilder& out,
                                     CallContext& context);

}  // namespace keyplate::evaluate
