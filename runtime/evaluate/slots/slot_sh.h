#pragma once
// dotenv for a POSIX shell (`dotenv:sh`): what `set -a; . ./FILE` reads. A value is printed in
// single quotes wherever it stands without quotes, an empty one too, so it may hold everything but
// NUL; in the author's single quotes a single quote ends and begins them anew, in double quotes
// what a shell gives a meaning to is escaped. No value can stand behind a `$`, nor in a command
// other than `export` and `readonly`, which may run what it is given. What is substituted by a
// shell is followed as far as it holds no quotes; behind one that does, or behind a parenthesis,
// nothing can be printed, for nobody can say what would hold it.

#include <cstdint>
#include <string>

#include "runtime/evaluate/slots/dotenv_value.h"
#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class ShLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  void finish(HostText& out) override { name_.refuse(out); }
  std::vector<HostError> verify(std::string_view output) const override;

 private:
  enum class Place : std::uint8_t {
    line,  ///< before a word
    name,  ///< in one that may be the name of a variable
    bare,
    single_quoted,
    double_quoted,
    escape,        ///< behind a backslash in `around_`
    substitution,  ///< in `$(...)`, `${...}` or backticks in `around_`
    comment,
    lost,  ///< behind what this lexer doesn't follow
  };
  /// What the words before this one make of it, up to where the command ends.
  enum class Command : std::uint8_t { none, exports, runs };
  enum class Dollar : std::uint8_t { none, sign, name };

  std::size_t skip(std::string_view text) const;
  void step(char c, HostText& out);
  void step_line(char c);
  void step_name(char c, HostText& out);
  void step_escape(char c, HostText& out);
  void note_command();
  void step_bare(char c);
  void end_word(char c, char before);
  void step_double(char c);
  bool step_dollar(char c);
  void step_substitution(char c);
  void enter(Place place);
  void substitute(char closer);
  std::optional<Refusal> print_text(const Value& value, HostText& out, CallContext& context);

  Place place_ = Place::line;
  PrintedName name_;
  Place around_ = Place::bare;
  Command command_ = Command::none;
  std::string word_;  ///< name: how it begins
  Dollar dollar_ = Dollar::none;
  char angle_ = '\0';         ///< outside of quotes: the `<` or `>` before this
  char closer_ = ')';         ///< of the substitution
  int depth_ = 0;             ///< of parentheses in it
  std::uint32_t recent_ = 0;  ///< its last four bytes
};

}  // namespace keyplate::evaluate
