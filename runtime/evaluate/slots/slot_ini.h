#pragma once
// INI, which has no specification: what Python's configparser, git config and npm's ini read alike.
// Every value is text, and no quotes or escapes mean the same to all of them, so without quotes a
// value may hold no line break or other control character, neither `;` nor `#` (comments), `"` nor
// backslash (git), no `%` nor `$` (configparser's interpolations); a blank or single quote may not
// be the first or last that stands in its place. No value forms `${` or `%(` with a sign of the
// author's. In the author's double quotes, which configparser takes for a part of the value, `;`,
// `#` and blanks may stand. Names of sections and keys may not hold brackets, nor keys `=` or `:`.
// PHP reads more into values without quotes: `!`, `&`, `|`, `^`, `~`, `=`, parentheses, and words
// such as `yes`; there the author should set double quotes.

#include <cstdint>
#include <optional>
#include <string>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class IniLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  void finish(HostText& out) override { end_place(out); }
  std::vector<HostError> verify(std::string_view output) const override;

 private:
  enum class Place : std::uint8_t { line, section, key, value, comment };

  void step(char c, HostText& out);
  void step_line(char c);
  void step_value(char c);
  void enter(Place place);
  void end_place(HostText& out);
  void check_empty(char next, HostText& out);
  std::string_view lacks() const;
  std::optional<std::string> reason_against(std::string_view text) const;
  std::optional<std::string> reason_against_sign(std::string_view text, const HostText& out) const;

  Place place_ = Place::line;
  bool first_ = true;     ///< nothing but blanks stands in the place yet
  char quote_ = '\0';     ///< the author's, round the value
  bool escaped_ = false;  ///< behind a backslash in double quotes
  std::optional<IslandId>
      edge_;  ///< printed what may not be the last in its place, so far the last
  /// Printed nothing, behind a sign or at the begin of a value, and nothing has followed.
  std::optional<IslandId> empty_;
};

}  // namespace keyplate::evaluate
