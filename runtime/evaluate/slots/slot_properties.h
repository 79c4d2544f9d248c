#pragma once
// What java.util.Properties reads. Every value can stand in a key and in a value: it is escaped
// there, and what is not ASCII is written as `\uXXXX`, so that it doesn't matter in which encoding
// the file is read. An empty one is refused where a comment or another key would be read for it. In
// a comment a value may hold no control character. Every value is text.

#include <cstdint>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class PropertiesLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  std::vector<HostError> verify(std::string_view) const override { return errors_; }

 private:
  enum class Place : std::uint8_t {
    line,  ///< before a key or a comment
    key,
    separator,  ///< behind the key, where blanks and one `=` or `:` may stand
    value,
    comment,
  };
  enum class Escape : std::uint8_t {
    none,
    backslash,  ///< behind one
    digits,     ///< within those of `\u`
    line_end,   ///< behind one that ended its line: blanks don't count
  };

  std::size_t skip(std::string_view text) const;
  bool leaves_open(char c) const;
  void check_empty(char next, HostText& out, std::size_t at);
  void step(char c, std::size_t at);
  bool step_escape(char c, std::size_t at);
  void step_separator(char c);
  std::optional<Refusal> print_comment(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_escaped(const Value& value, HostText& out, CallContext& context);

  struct Empty {
    IslandId island{};
    std::size_t at = 0;
  };

  Place place_ = Place::line;
  std::optional<Empty> empty_;  ///< a value before the key or its separator: nothing yet but blanks
  Escape escape_ = Escape::none;
  std::uint8_t digits_ = 0;       ///< of `\u`, still to come
  bool separated_ = false;        ///< separator: by `=` or `:`
  bool carriage_return_ = false;  ///< line_end: a line feed may belong to it
  std::vector<HostError> errors_;
};

}  // namespace keyplate::evaluate
