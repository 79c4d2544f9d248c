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

/// The same without a copy of what is a string already. Lives no longer than its value.
class ScalarText {
 public:
  ScalarText(const Value& value, std::string_view place, CallContext& context);

  /// Empty after a refusal.
  std::string_view view() const { return view_; }
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  TextBuilder own_;
  std::string_view view_;
  std::optional<Refusal> refusal_;
};

}  // namespace keyplate::evaluate
