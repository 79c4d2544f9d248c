#pragma once
// dotenv for every reader (`dotenv`, `dotenv:portable`) and for docker (`dotenv:docker`). Every
// value is text; names of variables hold letters, digits and `_`.
//
// portable: what sh, Docker Compose, python-dotenv, dotenv 16 of npm and systemd's EnvironmentFile=
// read alike. A value that is all that stands right of the `=` is bare if it is a harmless word,
// else in single quotes: it may hold line breaks, but no single quote, `${`, carriage return, other
// control character, noncharacter of Unicode, nor a backslash before another or at its end. One
// with a single quote is put in double quotes, in which, as in the author's, it may hold neither
// `"`, `$`, backslash nor backtick. A part of a value without quotes may hold letters, digits and
// `_./+=-:@%,`.
//
// docker: what `docker run --env-file` reads. A value is copied as it is up to the line's end; it
// may hold no line break, carriage return or NUL, nor make the line one of 64 KiB.

#include <cstdint>

#include "runtime/evaluate/slots/bare_word.h"
#include "runtime/evaluate/slots/dotenv_value.h"
#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class PortableDotenvLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  void finish(HostText& out) override;
  std::vector<HostError> verify(std::string_view output) const override;

 private:
  enum class Place : std::uint8_t {
    line,  ///< before a name
    name,
    value,  ///< behind the `=`, where only blanks stand so far
    bare,
    single_quoted,
    double_quoted,
    escape,  ///< behind a backslash in double quotes
    behind,  ///< behind the closing quote
    comment,
  };

  /// What an island printed ends behind a byte that means something together with the next.
  struct Edge {
    IslandId island{};
    char last = '$';
  };

  std::size_t skip(std::string_view text) const;
  void check_edge(char next, HostText& out);
  void step(char c, HostText& out, std::size_t at);
  void step_line(char c, HostText& out, std::size_t at);
  void step_name(char c, HostText& out, std::size_t at);
  void step_value(char c, HostText& out, std::size_t at);
  void step_bare(char c, HostText& out, std::size_t at);
  void step_double(char c);
  void end_bare(HostText& out, Place place);
  std::optional<Refusal> print_value(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_alone(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_quoted(const Value& value, HostText& out, CallContext& context);

  Place place_ = Place::line;
  PrintedName name_;
  BareWord word_;
  std::size_t value_begin_ = 0;
  std::size_t value_end_ = 0;  ///< bare: behind its last byte that is no blank
  bool dollar_ = false;        ///< behind a `$`, or one and a name, in double quotes
  bool plain_ = true;          ///< bare: the author's part of it needs no quotes
  std::optional<Edge> edge_;   ///< single quotes: where a value ends, if that matters
};

class DockerDotenvLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  void finish(HostText& out) override { end_line(out, out.size()); }
  std::vector<HostError> verify(std::string_view output) const override;

 private:
  enum class Place : std::uint8_t { line, name, value, comment };
  void step(char c, HostText& out, std::size_t at);
  void end_line(HostText& out, std::size_t end);
  std::optional<Refusal> print_value(const Value& value, HostText& out, CallContext& context);

  Place place_ = Place::line;
  PrintedName name_;
  std::size_t line_begin_ = 0;
  std::optional<IslandId> last_;  ///< that printed in this line
};

}  // namespace keyplate::evaluate
