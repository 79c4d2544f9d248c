#pragma once
// JSON (RFC 8259, no comments). Inside a string a value is escaped; outside, a string is quoted and
// numbers, booleans, null, lists and dicts are written in JSON's syntax.

#include <cstdint>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class JsonLexer : public HostLexer {
 public:
  void author(std::string_view text) override;
  std::optional<Refusal> print(const Value& value, TextBuilder& out, CallContext& context) override;
  bool holds_null() const override { return place_ == Place::outside; }
  std::optional<HostError> verify(std::string_view output) const override;

 private:
  enum class Place : std::uint8_t {
    outside,
    string,
    escape,   ///< after a backslash
    unicode,  ///< within the four digits of `\u`
  };

  std::optional<Refusal> print_quoted(const Value& value, TextBuilder& out, CallContext& context);
  std::optional<Refusal> print_unquoted(const Value& value, TextBuilder& out, CallContext& context);

  Place place_ = Place::outside;
  std::uint8_t digits_ = 0;  ///< of `\u`, still to come
};

}  // namespace keyplate::evaluate
