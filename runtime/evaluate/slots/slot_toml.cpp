#include "runtime/evaluate/slots/slot_toml.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "compiler/toml.h"
#include "runtime/evaluate/slots/toml_value.h"

namespace keyplate::evaluate {
namespace {

/// Numbers, booleans and dates are made of these; a date and its time may stand apart.
constexpr ByteSet toml_bare_value = toml_bare_key.with("+.:");
constexpr ByteSet toml_structure{"\"'#\n=[]{},"};
constexpr ByteSet toml_line_end{"\n"};

// Where the text of a string may end or needs a look.
constexpr ByteSet toml_basic_stops{"\"\\\n"};
constexpr ByteSet toml_literal_stops{"'\n"};
constexpr ByteSet toml_long_basic_stops{"\"\\"};
constexpr ByteSet toml_long_literal_stops{"'"};

// What has no spelling there.
constexpr ByteSet comment_lacks = toml_controls.without("\t");
constexpr ByteSet literal_lacks = toml_controls.without("\t").with("'");
constexpr ByteSet long_literal_lacks = toml_controls.without("\t\n");

bool is_toml_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

// ---- the author's text ----

void TomlLexer::author(std::string_view text, HostText& out) {
  std::size_t i = word_.is_open() ? continue_word(text, out) : 0;
  for (; i < text.size(); ++i) {
    i += skip(text.substr(i));
    if (i < text.size()) step(text[i], out);
  }
}

/// How many bytes mean nothing where they stand.
std::size_t TomlLexer::skip(std::string_view text) const {
  const ByteSet* stops = nullptr;
  if (place_ == Place::outside) stops = &toml_structure;
  if (place_ == Place::comment) stops = &toml_line_end;
  if (place_ == Place::text && !long_)
    stops = quote_ == '"' ? &toml_basic_stops : &toml_literal_stops;
  if (place_ == Place::text && long_ && run_.all == 0 && !first_)
    stops = quote_ == '"' ? &toml_long_basic_stops : &toml_long_literal_stops;
  return stops == nullptr ? 0 : std::min(stops->find_in(text), text.size());
}

/// The bytes of `text` that belong to the word in which values were printed.
std::size_t TomlLexer::continue_word(std::string_view text, HostText& out) {
  const std::size_t end = std::min(rules().bare->find_other_in(text), text.size());
  if (end > 0) word_.go_on(out);
  if (end == text.size()) return end;
  if (text[end] == '"' || text[end] == '\'')
    word_.refuse(out, "a quote follows it directly, outside of a string");
  else
    close_word(text.substr(0, end), out);
  return end;
}

/// `rest` is what the author ends the word with.
void TomlLexer::close_word(std::string_view rest, HostText& out) {
  if (value_ && word_.is_mixed() && !word_.masked()) {
    TextBuilder document;
    for (const std::string_view part :
         {std::string_view("a="), out.view().substr(word_.begin()), rest})
      document.append(part);
    if (compiler::find_toml_error(document.view()))
      word_.refuse_parts("what it is part of is neither a number, a boolean nor a date");
  }
  word_.close(out, out.size() + rest.size());
}

void TomlLexer::step(char c, HostText& out) {
  switch (place_) {
    case Place::outside:
      return step_outside(c);
    case Place::comment:
      place_ = Place::outside;
      return step_outside(c);
    case Place::opening:
      return step_opening(c, out);
    case Place::text:
      return step_text(c, out);
    case Place::escape:
      return step_escape(c, out);
    case Place::digits:
      return step_digits(c, out);
    default:
      return step_trimming(c, out);
  }
}

void TomlLexer::step_outside(char c) {
  switch (c) {
    case '"':
    case '\'':
      quote_ = c;
      two_ = false;
      place_ = Place::opening;
      return;
    case '#':
      place_ = Place::comment;
      return;
    case '\n':
      if (brackets_.empty()) value_ = false;
      return;
    case '=':
      value_ = true;
      return;
    default:
      return step_bracket(c);
  }
}

/// Those of `[a.b]` and `[[a.b]]` stand where a key may: they open nothing.
void TomlLexer::step_bracket(char c) {
  if ((c == '[' || c == '{') && value_) {
    brackets_.push_back(c);
    value_ = c == '[';
  } else if (c == ',' && !brackets_.empty()) {
    value_ = brackets_.back() == '[';
  } else if ((c == ']' || c == '}') && !brackets_.empty()) {
    brackets_.pop_back();
    value_ = true;
  }
}

void TomlLexer::step_opening(char c, HostText& out) {
  if (c != quote_ && !two_) {
    begin_text(false);
    return step_text(c, out);
  }
  if (c != quote_) {
    place_ = Place::outside;
    return step_outside(c);
  }
  if (std::exchange(two_, true)) begin_text(true);
}

void TomlLexer::begin_text(bool is_long) {
  place_ = Place::text;
  long_ = is_long;
  run_ = {};
  first_ = is_long;
  empty_first_.reset();
}

/// A string of one quote ends with its line: what follows is no TOML, but then it is read as the
/// author will have meant it.
void TomlLexer::step_text(char c, HostText& out) {
  if (long_) return step_long_text(c, out);
  if (c == quote_) place_ = Place::outside;
  if (c == '\\' && quote_ == '"') place_ = Place::escape;
  if (c == '\n') {
    place_ = Place::outside;
    step_outside(c);
  }
}

/// A line break right behind the opening quotes doesn't count; up to two quotes right before the
/// closing ones do.
void TomlLexer::step_long_text(char c, HostText& out) {
  if (c == quote_ && run_.last < 5) {
    first_ = false;
    ++run_.all;
    ++run_.last;
    return;
  }
  if (run_.all > 0 && ends_run(out)) {
    place_ = Place::outside;
    return step_outside(c);
  }
  if (first_ && c == '\n' && empty_first_)
    out.rewrite(empty_first_->island, empty_first_->begin, 0, "\n");
  first_ = first_ && c == '\r';
  if (c == '\\' && quote_ == '"') place_ = Place::escape;
}

/// Whether the quotes side by side that end here close the string. What they do must be what the
/// author's do without the values among them.
bool TomlLexer::ends_run(HostText& out) {
  const Run run = std::exchange(run_, {});
  const bool closes = run.last >= 3;
  if (run.island && run.all > (closes ? 5 : 2))
    out.refuse(*run.island,
               {"the quotes in it and beside it end the string of three quotes that it stands in"});
  return closes;
}

void TomlLexer::step_escape(char c, HostText& out) {
  if (long_ && is_toml_blank(c)) {
    place_ = Place::trimming;
    line_ended_ = c == '\n';
    return;
  }
  digits_ = c == 'u' ? 4 : c == 'U' ? 8 : 0;
  place_ = digits_ > 0 ? Place::digits : Place::text;
  if (c == '\n') step_text(c, out);
}

void TomlLexer::step_digits(char c, HostText& out) {
  const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  if (digit && --digits_ > 0) return;
  place_ = Place::text;
  if (!digit) step_text(c, out);
}

void TomlLexer::step_trimming(char c, HostText& out) {
  line_ended_ = line_ended_ || c == '\n';
  if (is_toml_blank(c)) return;
  place_ = Place::text;
  step_text(c, out);
}

void TomlLexer::finish(HostText& out) {
  if (place_ == Place::text && long_) ends_run(out);
  if (word_.is_open()) close_word({}, out);
}

// ---- values ----

std::optional<Refusal> TomlLexer::print(const Value& value, HostText& out, CallContext& context) {
  if (place_ == Place::text && run_.last >= 3 && ends_run(out)) place_ = Place::outside;
  switch (place_) {
    case Place::outside:
      return print_outside(value, out, context);
    case Place::comment:
      return print_comment(value, out, context);
    case Place::escape:
      place_ = Place::text;
      return Refusal{"a backslash stands before it, inside a TOML string"};
    case Place::digits:
      place_ = Place::text;
      return Refusal{"it stands among the digits of an escape, inside a TOML string"};
    default:
      return print_in_string(value, out, context);
  }
}

BareWord::Rules TomlLexer::rules() const {
  if (value_) return {&toml_bare_value, "part of a bare value", '"'};
  return {&toml_bare_key, "part of a bare key", '"'};
}

std::optional<Refusal> TomlLexer::print_outside(const Value& value, HostText& out,
                                                CallContext& context) {
  if (is_host_text(value)) {
    author(value.text(), out);
    out.append(value.text());
    return std::nullopt;
  }
  if (word_.is_open()) {
    word_.go_on(out);
    return word_.print_part(value, out, context);
  }
  std::size_t begin = out.size();
  while (begin > 0 && rules().bare->has(out.view()[begin - 1])) --begin;
  const char before = begin > 0 ? out.view()[begin - 1] : '\n';
  if (before == '"' || before == '\'') return Refusal{"it stands directly behind a string"};
  word_.open(begin, rules());
  if (begin < out.size()) return word_.print_part(value, out, context);
  return print_alone(value, out, context);
}

/// A value that is a whole bare value or key, if nothing follows it at once.
std::optional<Refusal> TomlLexer::print_alone(const Value& value, HostText& out,
                                              CallContext& context) {
  const std::size_t begin = out.size();
  if (value_) {
    if (auto reason = append_toml_value(value, out.builder(), context))
      return Refusal{std::move(*reason)};
    if (value.is(Kind::number) || value.is(Kind::boolean))
      word_.add_part(out);
    else
      word_.print_whole(begin, value, out);
    return std::nullopt;
  }
  TextBuilder text;
  if (auto refusal = append_toml_text(value, "the place of a key", text, context)) return refusal;
  append_toml_key(text.view(), out.builder());
  if (out.view()[begin] != '"')
    word_.add_part(out);
  else
    word_.print_whole(begin, text.finish(value.flags()), out);
  return std::nullopt;
}

std::optional<Refusal> TomlLexer::print_comment(const Value& value, HostText& out,
                                                CallContext& context) {
  TextBuilder text;
  if (auto refusal = append_toml_text(value, "a comment", text, context)) return refusal;
  const std::size_t at = comment_lacks.find_in(text.view());
  if (at != std::string_view::npos)
    return Refusal{
        fmt::format("it holds {}, and a comment can't", kind_of_character(text.view()[at]))};
  out.append(text.view());
  return std::nullopt;
}

std::optional<Refusal> TomlLexer::print_in_string(const Value& value, HostText& out,
                                                  CallContext& context) {
  if (place_ == Place::opening && two_) return Refusal{"it stands directly behind an empty string"};
  if (place_ == Place::trimming && !line_ended_) {
    place_ = Place::text;
    return Refusal{"a backslash stands before it, inside a TOML string"};
  }
  TextBuilder text;
  if (auto refusal = append_toml_text(value, "a TOML string", text, context)) return refusal;
  if (text.empty()) {
    print_nothing(out);
    return std::nullopt;
  }
  if (place_ == Place::opening) begin_text(false);
  if (quote_ == '\'') return print_literal(text.view(), out);
  if (long_)
    print_long_basic(text.view(), out);
  else
    append_toml_escaped(text.view(), out.builder());
  return std::nullopt;
}

void TomlLexer::print_nothing(HostText& out) {
  if (place_ != Place::text || !long_) return;
  if (run_.all > 0) {
    run_.last = 0;
    run_.island = out.island();
  } else if (first_) {
    empty_first_ = Printed{out.island(), out.size()};
  }
}

/// REQUIRES: `text` is not empty.
void TomlLexer::print_long_basic(std::string_view text, HostText& out) {
  ends_run(out);
  const bool trims = place_ == Place::trimming ? is_toml_blank(text[0]) : first_ && text[0] == '\n';
  if (trims) {
    append_toml_escape(text[0], out.builder());
    text.remove_prefix(1);
  }
  place_ = Place::text;
  first_ = false;
  for (;;) {
    const std::size_t line = std::min(text.find('\n'), text.size());
    append_toml_escaped(text.substr(0, line), out.builder());
    if (line == text.size()) return;
    out.push_back('\n');
    text.remove_prefix(line + 1);
  }
}

std::optional<Refusal> TomlLexer::print_literal(std::string_view text, HostText& out) {
  const std::size_t at = (long_ ? long_literal_lacks : literal_lacks).find_in(text);
  if (at != std::string_view::npos)
    return Refusal{
        fmt::format("it holds {}, and a literal string can't; a basic string, in `{}`, can",
                    kind_of_character(text[at]), long_ ? "\"\"\"" : "\"")};
  if (long_)
    print_long_literal(text, out);
  else
    out.append(text);
  return std::nullopt;
}

/// Behind the opening quotes one line break doesn't count: then the value's own do.
void TomlLexer::print_long_literal(std::string_view text, HostText& out) {
  if (first_ && text[0] == '\n') out.push_back('\n');
  first_ = false;
  for (const char c : text) {
    if (c == '\'') {
      ++run_.all;
      run_.last = 0;
      run_.island = out.island();
    } else if (run_.all > 0) {
      ends_run(out);
    }
  }
  out.append(text);
}

std::vector<HostError> TomlLexer::verify(std::string_view output) const {
  if (word_.masked()) return {};
  const auto error = compiler::find_toml_error(output);
  if (!error) return {};
  return {{error->offset, error->reason, {}, true}};
}

}  // namespace keyplate::evaluate
