#pragma once
// Plain text: one kind of slot, which changes nothing.

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class TextLexer : public HostLexer {
 public:
  void author(std::string_view, HostText&) override {}
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
};

/// A format that nobody knows: like text, but a secret may hold only what no format gives a meaning
/// to.
class CautiousLexer : public TextLexer {
 public:
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
};

}  // namespace keyplate::evaluate
