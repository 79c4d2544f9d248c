#pragma once
// JSON (RFC 8259), and where the author's comments stand in it. Inside a string a value is escaped;
// outside, a string is quoted and numbers, booleans, null, lists and dicts are written in JSON's
// syntax; in a comment a value may hold nothing that could end it.

#include <cstdint>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// Whether comments, and a comma before the end of a list or dict, are a part of the format.
enum class JsonComments : std::uint8_t { foreign, allowed };

class JsonLexer : public HostLexer {
 public:
  explicit JsonLexer(JsonComments comments = JsonComments::foreign, Within within = Within::file)
      : comments_(comments), within_(within) {}

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
  void print_host_text(const Value& value, HostText& out);
  std::optional<Refusal> print_unquoted(const Value& value, HostText& out, CallContext& context);

  JsonComments comments_;
  Within within_;
  Place place_ = Place::outside;
  std::uint8_t digits_ = 0;  ///< of `\u`, still to come
};

}  // namespace keyplate::evaluate
