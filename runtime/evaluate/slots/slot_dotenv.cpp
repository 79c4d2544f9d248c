#include "runtime/evaluate/slots/slot_dotenv.h"

#include <algorithm>

#include "grammar/unicode.h"
#include "runtime/evaluate/slots/dotenv_syntax.h"
#include "runtime/evaluate/slots/dotenv_value.h"
#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet dotenv_line_end{"\n"};
constexpr ByteSet dotenv_single_stops{"'"};
constexpr ByteSet dotenv_double_stops{"\"\\$"};
constexpr BareWord::Rules dotenv_word{&dotenv_bare_set, "part of a value without quotes", '\'',
                                      portable_quote};

/// docker reads no line of that many bytes.

bool is_dotenv_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

}  // namespace

// ---- portable ----

void PortableDotenvLexer::author(std::string_view text, HostText& out) {
  if (edge_ && !text.empty()) check_edge(text[0], out);
  for (std::size_t i = 0; i < text.size(); ++i) {
    i += skip(text.substr(i));
    if (i < text.size()) step(text[i], out, out.size() + i);
  }
}

void PortableDotenvLexer::check_edge(char next, HostText& out) {
  if (edge_->last == '$' && next == '{')
    out.refuse(edge_->island, {"`${` would stand in single quotes, which python-dotenv expands"});
  if (edge_->last == '\\' && next == '\\')
    out.refuse(edge_->island,
               {"nothing would part two backslashes, which python-dotenv takes for one"});
  edge_.reset();
}

/// How many bytes mean nothing where they stand.
std::size_t PortableDotenvLexer::skip(std::string_view text) const {
  const ByteSet* stops = nullptr;
  if (place_ == Place::comment) stops = &dotenv_line_end;
  if (place_ == Place::single_quoted) stops = &dotenv_single_stops;
  if (place_ == Place::double_quoted && !dollar_) stops = &dotenv_double_stops;
  return stops == nullptr ? 0 : std::min(stops->find_in(text), text.size());
}

/// `at` is where `c` comes to stand.
void PortableDotenvLexer::step(char c, HostText& out, std::size_t at) {
  switch (place_) {
    case Place::line:
      return step_line(c, out, at);
    case Place::name:
      return step_name(c, out, at);
    case Place::value:
      return step_value(c, out, at);
    case Place::bare:
      return step_bare(c, out, at);
    case Place::single_quoted:
      if (c == '\'') place_ = Place::behind;
      return;
    case Place::double_quoted:
      return step_double(c);
    case Place::escape:
      place_ = Place::double_quoted;
      return;
    default:
      if (c == '\n') place_ = Place::line;
      if (c == '#') place_ = Place::comment;
      return;
  }
}

void PortableDotenvLexer::step_line(char c, HostText& out, std::size_t at) {
  if (is_dotenv_blank(c)) return;
  if (c == '=') return step_name(c, out, at);
  name_.refuse(out);
  if (c != '\n') place_ = c == '#' ? Place::comment : Place::name;
}

/// A blank ends a word such as `export`, behind which the name follows, or the name.
void PortableDotenvLexer::step_name(char c, HostText& out, std::size_t at) {
  if (is_dotenv_blank(c)) place_ = Place::line;
  if (c == '\n') {
    place_ = Place::line;
    name_.refuse(out);
  } else if (c == '=') {
    place_ = Place::value;
    value_begin_ = at + 1;
    name_.complete();
  }
}

void PortableDotenvLexer::step_value(char c, HostText& out, std::size_t at) {
  const bool is_first = value_begin_ == at;
  value_begin_ = at;
  if (is_dotenv_blank(c))
    value_begin_ = at + 1;
  else if (c == '\n')
    place_ = Place::line;
  else if (c == '\'')
    place_ = Place::single_quoted;
  else if (c == '"')
    place_ = Place::double_quoted;
  else if (c == '#' && !is_first)
    place_ = Place::comment;
  else {
    place_ = Place::bare;
    value_end_ = at;
    plain_ = true;
    step_bare(c, out, at);
  }
  dollar_ = false;
}

/// A value without quotes ends with its line or before a comment, less the blanks there.
void PortableDotenvLexer::step_bare(char c, HostText& out, std::size_t at) {
  if (c == '\n') return end_bare(out, Place::line);
  if (c == '#' && at > value_end_) return end_bare(out, Place::comment);
  if (is_dotenv_blank(c)) return;
  plain_ = plain_ && at == value_end_ && dotenv_bare_set.has(c);
  const std::size_t size = out.size();
  if (word_.is_open()) word_.go_on(out);
  value_end_ = at + 1 - (size - out.size());
}

void PortableDotenvLexer::end_bare(HostText& out, Place place) {
  place_ = place;
  if (!word_.is_open()) return;
  if (!plain_) word_.refuse_parts("the value that it is part of needs quotes");
  word_.close(out, value_end_);
}

void PortableDotenvLexer::step_double(char c) {
  dollar_ = c == '$' || (dollar_ && variable_name_set.has(c));
  if (c == '"') place_ = Place::behind;
  if (c == '\\') place_ = Place::escape;
}

void PortableDotenvLexer::finish(HostText& out) {
  if (place_ == Place::bare) end_bare(out, Place::line);
  name_.refuse(out);
}

std::optional<Refusal> PortableDotenvLexer::print(const Value& value, HostText& out,
                                                  CallContext& context) {
  const bool unquoted = place_ <= Place::bare || place_ == Place::behind;
  if (unquoted && is_markup(value)) {
    author(value.text(), out);
    out.append(value.text());
    return std::nullopt;
  }
  switch (place_) {
    case Place::line:
    case Place::name: {
      const bool begins = place_ == Place::line;
      place_ = Place::name;
      name_.print(out);
      return print_variable_name(value, begins, out, context);
    }
    case Place::value:
    case Place::bare:
      return print_value(value, out, context);
    case Place::escape:
      place_ = Place::double_quoted;
      return Refusal{"a backslash stands before it, in double quotes"};
    case Place::behind:
      return Refusal{"it stands behind a value in quotes"};
    case Place::comment:
      return print_dotenv_comment(value, true, out, context);
    default:
      return print_quoted(value, out, context);
  }
}

std::optional<Refusal> PortableDotenvLexer::print_value(const Value& value, HostText& out,
                                                        CallContext& context) {
  const bool alone = place_ == Place::value;
  place_ = Place::bare;
  plain_ = alone || (plain_ && out.size() == value_end_);
  if (!word_.is_open()) word_.open(value_begin_, dotenv_word);
  if (!alone) word_.go_on(out);
  auto refusal = alone ? print_alone(value, out, context) : word_.print_part(value, out, context);
  value_end_ = out.size();
  return refusal;
}

std::optional<Refusal> PortableDotenvLexer::print_alone(const Value& value, HostText& out,
                                                        CallContext& context) {
  TextBuilder text;
  if (auto refusal = append_scalar(value, "a dotenv value", text, context)) return refusal;
  if (!text.empty() && dotenv_bare_set.find_other_in(text.view()) == std::string_view::npos) {
    word_.add_part(out);
    out.append(text.view());
    return std::nullopt;
  }
  const char quote = portable_quote(text.view());
  if (quote == '\0') return Refusal{*portable_refusal(text.view(), quote, quote)};
  const std::size_t begin = out.size();
  out.push_back(quote);
  out.append(text.view());
  out.push_back(quote);
  word_.print_whole(begin, text.finish(value.flags()), out);
  return std::nullopt;
}

std::optional<Refusal> PortableDotenvLexer::print_quoted(const Value& value, HostText& out,
                                                         CallContext& context) {
  const bool single = place_ == Place::single_quoted;
  TextBuilder text;
  if (auto refusal =
          append_scalar(value, single ? "single quotes" : "double quotes", text, context))
    return refusal;
  if (!single && dollar_) return Refusal{"a `$` stands before it, in double quotes"};
  const char before = out.view().back();
  if (auto reason = portable_refusal(text.view(), single ? '\'' : '"', before))
    return Refusal{std::move(*reason)};
  out.append(text.view());
  const char last = out.view().back();
  edge_.reset();
  if (single && (last == '$' || last == '\\')) edge_ = Edge{out.island(), last};
  return std::nullopt;
}

std::vector<HostError> PortableDotenvLexer::verify(std::string_view output) const {
  if (word_.masked()) return {};
  return read_dotenv(output, DotenvDialect::portable).errors;
}

// ---- docker ----

void DockerDotenvLexer::author(std::string_view text, HostText& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (place_ == Place::comment || place_ == Place::value)
      i += std::min(dotenv_line_end.find_in(text.substr(i)), text.size() - i);
    if (i < text.size()) step(text[i], out, out.size() + i);
  }
}

void DockerDotenvLexer::step(char c, HostText& out, std::size_t at) {
  if (c == '\n') {
    end_line(out, at);
  } else if (place_ == Place::line && c == '#') {
    place_ = Place::comment;
  } else if (c == '=') {
    place_ = Place::value;
    name_.complete();
  } else if (place_ == Place::line && !is_dotenv_blank(c)) {
    place_ = Place::name;
  }
}

void DockerDotenvLexer::end_line(HostText& out, std::size_t end) {
  if (last_ && end - line_begin_ >= docker_line_limit)
    out.refuse(*last_, {"with it the line has 64 KiB or more, and docker reads none such"});
  name_.refuse(out);
  last_.reset();
  place_ = Place::line;
  line_begin_ = end + 1;
}

std::optional<Refusal> DockerDotenvLexer::print(const Value& value, HostText& out,
                                                CallContext& context) {
  last_ = out.island();
  if (place_ == Place::comment) return print_dotenv_comment(value, false, out, context);
  if (is_markup(value)) {
    author(value.text(), out);
    out.append(value.text());
    return std::nullopt;
  }
  if (place_ == Place::value) return print_value(value, out, context);
  const bool begins = place_ == Place::line;
  place_ = Place::name;
  name_.print(out);
  return print_variable_name(value, begins, out, context);
}

std::optional<Refusal> DockerDotenvLexer::print_value(const Value& value, HostText& out,
                                                      CallContext& context) {
  TextBuilder text;
  if (auto refusal = append_scalar(value, "a dotenv value", text, context)) return refusal;
  const std::size_t at = text.view().find_first_of(std::string_view("\n\r\0", 3));
  if (at != std::string_view::npos)
    return Refusal{"it holds " + kind_of_character(text.view()[at]) +
                   ", and docker knows no way to write one"};
  if (find_invalid_utf8(text.view()))
    return Refusal{"it is not UTF-8, and docker reads nothing else"};
  out.append(text.view());
  return std::nullopt;
}

std::vector<HostError> DockerDotenvLexer::verify(std::string_view output) const {
  return read_dotenv(output, DotenvDialect::docker).errors;
}

}  // namespace keyplate::evaluate
