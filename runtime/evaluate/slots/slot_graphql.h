#pragma once
// GraphQL (October 2021) as the body of a request: a document, and behind an empty line its
// variables in JSON. A value is a literal of GraphQL or stands within a string; block strings and
// comments hold what can't end them.

#include <cstdint>

#include "runtime/evaluate/slots/slot_json.h"

namespace keyplate::evaluate {

class GraphqlLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  bool holds_null() const override;
  bool may_hold_null() const override { return true; }
  /// Whether host text may stand here.
  bool unquoted() const;

 private:
  enum class Place : std::uint8_t {
    outside,
    quote,   ///< after one `"`
    quotes,  ///< after two, which is an empty string or begins a block
    string,
    escape,  ///< after a backslash
    block,
    comment,
    variables,
  };

  void step(char c, HostText& out);
  void step_outside(char c);
  void step_block(char c);
  void step_quotes(HostText& out);
  std::optional<Refusal> print_literal(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_plain(const Value& value, HostText& out, CallContext& context);

  JsonLexer variables_{JsonComments::foreign, Within::request};
  Place place_ = Place::outside;
  std::uint32_t depth_ = 0;        ///< of braces
  std::uint8_t quotes_ = 0;        ///< in a block, that stand together
  bool backslash_ = false;         ///< in a block, before this
  bool escaped_ = false;           ///< in a block: the quotes that stand together
  std::optional<IslandId> empty_;  ///< whose value stands between two quotes
  bool begun_ = false;             ///< something but blanks was there
  bool line_is_empty_ = true;
  bool after_empty_line_ = false;
};

}  // namespace keyplate::evaluate
