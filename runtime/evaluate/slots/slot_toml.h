#pragma once
// TOML 1.0. Inside a basic string a value is escaped; a literal string has no escapes, so it may
// hold neither the quote nor a control character. Outside of strings a value is written in TOML's
// own syntax on one line: a text as a basic string, a list as an array, a dict as an inline table;
// null, NaN, Infinity and integers beyond 64 bits have no spelling there. In the place of a key it
// is a bare key or a quoted one. Next to other characters of a bare key or value it may hold only
// what leaves that bare. In a comment it may hold no control character.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/evaluate/slots/bare_word.h"
#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class TomlLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  void finish(HostText& out) override;
  bool holds_null() const override { return place_ == Place::outside && value_; }
  bool may_hold_null() const override { return true; }
  std::vector<HostError> verify(std::string_view output) const override;

 private:
  enum class Place : std::uint8_t {
    outside,
    comment,
    opening,   ///< after one or two quotes, which may become three
    text,      ///< inside a string
    escape,    ///< after a backslash
    digits,    ///< within those of `\u` or `\U`
    trimming,  ///< after a backslash that may end its line, or did: blanks don't count
  };
  /// Quotes side by side in a string of three quotes. Values may have come between or be among
  /// them.
  struct Run {
    int all = 0;
    int last = 0;  ///< the author's, at its end
    std::optional<IslandId> island = std::nullopt;
  };

  struct Printed {
    IslandId island{};
    std::size_t begin = 0;
  };

  std::size_t skip(std::string_view text) const;
  std::size_t continue_word(std::string_view text, HostText& out);
  void close_word(std::string_view rest, HostText& out);
  void step(char c, HostText& out);
  void step_outside(char c);
  void step_bracket(char c);
  void step_opening(char c, HostText& out);
  void step_digits(char c, HostText& out);
  void step_text(char c, HostText& out);
  void step_long_text(char c, HostText& out);
  void step_escape(char c, HostText& out);
  void step_trimming(char c, HostText& out);
  void begin_text(bool is_long);
  bool ends_run(HostText& out);

  BareWord::Rules rules() const;
  std::optional<Refusal> print_outside(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_alone(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_comment(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_in_string(const Value& value, HostText& out, CallContext& context);
  void print_nothing(HostText& out);
  void print_long_basic(std::string_view text, HostText& out);
  std::optional<Refusal> print_literal(std::string_view text, HostText& out);
  void print_long_literal(std::string_view text, HostText& out);

  Place place_ = Place::outside;
  bool value_ = false;       ///< outside: a value may stand here, not a key
  std::string brackets_;     ///< outside: those of values that are open
  BareWord word_;            ///< outside: what values are printed in
  char quote_ = '"';         ///< of the string
  bool long_ = false;        ///< it has three of them
  bool two_ = false;         ///< opening: two so far
  bool line_ended_ = false;  ///< trimming: the backslash did end its line
  std::uint8_t digits_ = 0;  ///< still to come
  Run run_;
  bool first_ = false;                  ///< nothing follows the three quotes yet
  std::optional<Printed> empty_first_;  ///< printed nothing there
};

}  // namespace keyplate::evaluate
