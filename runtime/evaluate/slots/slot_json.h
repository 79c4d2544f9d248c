#pragma once
// JSON (RFC 8259), and where the author's comments stand in it. Inside a string a value is escaped;
// outside, a string is quoted and numbers, booleans, null, lists and dicts are written in JSON's
// syntax; in a comment a value may hold nothing that could end it.

#include <cstdint>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class JsonLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  bool holds_null() const override { return place_ == Place::outside; }
  bool may_hold_null() const override { return true; }
  std::vector<HostError> verify(std::string_view output) const override;

 private:
  enum class Place : std::uint8_t {
    outside,
    string,
    escape,   ///< after a backslash
    unicode,  ///< within the four digits of `\u`
    slash,    ///< after a `/` that may begin a comment
    line,     ///< in a `//` comment
    block,    ///< in a `/* */` comment
    star,     ///< there, after a `*`
  };

  void step(char c);
  void step_comment(char c);
  std::optional<Refusal> print_comment(const Value& value, HostText& out, CallContext& context);

  std::optional<Refusal> print_quoted(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_unquoted(const Value& value, HostText& out, CallContext& context);

  Place place_ = Place::outside;
  std::uint8_t digits_ = 0;  ///< of `\u`, still to come
};

}  // namespace keyplate::evaluate
