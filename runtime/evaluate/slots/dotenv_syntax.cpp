#include "runtime/evaluate/slots/dotenv_syntax.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::evaluate {
namespace {

constexpr std::string_view name_characters = dotenv_bare.substr(0, 63);
static_assert(name_characters.ends_with('_'));

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Code points that systemd takes for broken text.
bool is_noncharacter(char32_t point) {
  return (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
}

std::string named_character(char c) {
  return c == '`' ? "a backtick" : c == '\r' ? "a carriage return" : fmt::format("`{}`", c);
}

std::string_view meaning_in_sh(char c) {
  switch (c) {
    case '$':
    case '`':
      return "is expanded by a shell";
    case ';':
    case '&':
    case '|':
    case '<':
    case '>':
    case '(':
    case ')':
      return "is an operator of a shell";
    case '*':
    case '?':
    case '[':
    case '{':
    case '}':
      return "is a pattern to a shell";
    case '\r':
      return "is part of the value outside of quotes";
    default:
      return {};
  }
}

/// Reads line by line. A step that returns false has noted where the line goes wrong.
class DotenvReader {
 public:
  DotenvReader(std::string_view text, DotenvDialect dialect)
      : text_(text.substr(0, text.find('\0'))), dialect_(dialect) {
    value_.reserve(text_.size() + protocol::beyond_small_string);
    nul_ = text_.size() < text.size();
  }

  DotenvFile read() {
    const bool docker = dialect_ == DotenvDialect::docker;
    if (docker && text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // it skips a byte order mark
    while (!at_end() && !ended_) {
      if (docker ? docker_line() : line()) continue;
      if (dialect_ == DotenvDialect::sh)
        skip_sh_line();
      else
        at_ = line_end();
      if (!at_end()) ++at_;
    }
    if (nul_ && !ended_) {
      at_ = text_.size();
      wrong("a variable can't hold a NUL", true);
    }
    return std::move(file_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  /// Beyond the text there is a line break.
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n';
  }
  std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }
  bool portable() const { return dialect_ == DotenvDialect::portable; }

  bool wrong(std::string reason, bool ends = false) {
    file_.errors.push_back({at_, std::move(reason), {}, ends});
    ended_ = ends;
    return false;
  }

  bool expected(std::string_view what) {
    wrong(fmt::format("expected {}", what));
    file_.errors.back().found = at_end()                        ? "the end of the file"
                                : peek() == '\n'                ? "the end of the line"
                                : peek() > ' ' && peek() <= '~' ? fmt::format("`{}`", peek())
                                                                : "this character";
    return false;
  }

  void skip_blanks() {
    while (is_blank(peek())) ++at_;
  }

  // ---- lines ----

  bool line() {
    skip_blanks();
    if (peek() == '#') return comment();
    if (peek() == '\n') return end_line();
    if (joins_lines()) return false;
    if (text_.substr(at_, 6) == "export" && is_blank(peek(6))) {
      if (portable()) return wrong("systemd knows no `export`");
      at_ += 6;
      skip_blanks();
    }
    DotenvAssignment assignment;
    if (!name(assignment)) return false;
    value_.clear();
    assignment.value_begin = at_;
    if (!(portable() ? portable_value() : sh_value())) return false;
    assignment.value_end = at_;
    return finish_line() && keep(std::move(assignment));
  }

  bool keep(DotenvAssignment assignment) {
    assignment.value = protocol::Secret(std::string_view(value_));
    file_.assignments.push_back(std::move(assignment));
    return true;
  }

  bool name(DotenvAssignment& assignment) {
    const std::size_t end = std::min(text_.find_first_not_of(name_characters, at_), text_.size());
    const std::string_view name = text_.substr(at_, end - at_);
    if (!is_variable_name(name)) return expected("the name of a variable");
    assignment.begin = at_;
    assignment.name = name;
    at_ = end;
    if (peek() != '=') return expected("`=`");
    ++at_;
    return true;
  }

  bool comment() {
    const std::size_t begin = at_;
    at_ = line_end();
    const auto broken = find_invalid_utf8(text_.substr(begin, at_ - begin));
    if (portable() && broken) {
      at_ = begin + *broken;
      return wrong("it is not UTF-8");
    }
    if (portable() && text_[at_ - 1] == '\\') {
      --at_;
      return wrong("systemd takes the next line for more of a comment that ends in a backslash");
    }
    return end_line();
  }

  bool end_line() {
    if (!at_end()) ++at_;
    return true;
  }

  /// Before a word of sh. What follows is not a line of its own, and is read no further.
  bool joins_lines() {
    if (dialect_ != DotenvDialect::sh || peek() != '\\' || peek(1) != '\n') return false;
    wrong("a backslash joins what follows to this line", true);
    return true;
  }

  /// Behind a value.
  bool finish_line() {
    const std::size_t value_end = at_;
    skip_blanks();
    if (peek() == '\n') return end_line();
    if (peek() == '#' && at_ > value_end)
      return portable() ? wrong("systemd takes a comment behind a value for a part of it")
                        : comment();
    if (joins_lines()) return false;
    return expected("the end of the line");
  }

  // ---- portable ----

  bool portable_value() {
    if (peek() == '\'' || peek() == '"') return portable_quoted(peek());
    const std::size_t end = std::min(text_.find_first_not_of(dotenv_bare, at_), text_.size());
    value_ = text_.substr(at_, end - at_);
    at_ = end;
    if (peek() == '\n' || is_blank(peek())) return true;
    return wrong("without quotes a value holds only letters, digits and `_./+=-:@%,`");
  }

  bool portable_quoted(char quote) {
    const std::size_t opener = at_++;
    while (peek() != quote) {
      if (at_end()) {
        at_ = opener;
        return wrong(fmt::format("no `{}` ends what this one begins", quote), true);
      }
      if (!(quote == '"' ? portable_in_double() : portable_in_single()) || !portable_character())
        return wrong_within(quote);
    }
    ++at_;
    return true;
  }

  /// Goes on behind the closing quote, lest the rest of the value be read as lines.
  bool wrong_within(char quote) {
    const std::size_t closing = text_.find(quote, at_);
    ended_ = file_.errors.back().ends = closing == std::string_view::npos;
    at_ = ended_ ? text_.size() : closing;
    return false;
  }

  bool portable_in_single() {
    if (peek() == '$' && peek(1) == '{')
      return wrong("python-dotenv expands `${` in single quotes");
    if (peek() == '\\' && (peek(1) == '\\' || peek(1) == '\''))
      return wrong("a backslash before another one or before `'` is an escape to some readers");
    return true;
  }

  bool portable_in_double() {
    const char c = peek();
    if (c == '$' || c == '`' || c == '\\')
      return wrong(
          fmt::format("readers differ on what {} means in double quotes", named_character(c)));
    return true;
  }

  bool portable_character() {
    const char c = peek();
    if (c == '\r') return wrong("some readers change a carriage return");
    if (is_control(c) && c != '\n' && c != '\t') return wrong("systemd takes no control character");
    const auto point = decode_utf8(text_, at_);
    if (!point) return wrong("it is not UTF-8");
    if (is_noncharacter(point->value)) return wrong("systemd takes no noncharacter of Unicode");
    value_.append(text_.substr(at_, point->size));
    at_ += point->size;
    return true;
  }

  // ---- sh ----

  bool sh_value() {
    for (;;) {
      const char c = peek();
      if (c == '\n' || is_blank(c)) return true;
      if (c == '\'' ? !sh_single() : c == '"' ? !sh_double() : !sh_bare()) return false;
    }
  }

  bool sh_single() {
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return wrong("no `'` ends what this one begins", true);
    value_.append(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return true;
  }

  bool sh_double() {
    const std::size_t opener = at_++;
    while (peek() != '"') {
      if (at_end()) {
        at_ = opener;
        return wrong("no `\"` ends what this one begins", true);
      }
      const char c = peek();
      if (c == '$' || c == '`') {
        wrong(fmt::format("{} {}", named_character(c), meaning_in_sh(c)));
        ended_ = file_.errors.back().ends = !skip_sh_double();
        return false;
      }
      const bool escapes =
          c == '\\' && std::string_view("$`\"\\\n").find(peek(1)) != std::string_view::npos;
      if (escapes) ++at_;
      if (!escapes || peek() != '\n') value_ += peek();
      if (!at_end()) ++at_;
    }
    ++at_;
    return true;
  }

  bool sh_bare() {
    char c = peek();
    const bool home = c == '~' && (value_.empty() || value_.back() == ':');
    const std::string_view meaning = home ? "stands for a home folder" : meaning_in_sh(c);
    if (!meaning.empty()) return wrong(fmt::format("{} {}", named_character(c), meaning));
    if (c == '\\') {
      if (at_ + 1 >= text_.size()) return wrong("nothing follows the backslash", true);
      ++at_;
      c = peek();
      if (c == '\n') {
        ++at_;
        return true;
      }
    }
    value_ += c;
    ++at_;
    return true;
  }

  /// To the end of a line that went wrong, as its quotes have it, lest the rest of a value be read
  /// as lines.
  void skip_sh_line() {
    while (peek() != '\n') {
      const char c = text_[at_++];
      const bool word_ends = std::string_view(" \t;&|<>()").find(c) != std::string_view::npos;
      if (c == '\\') ++at_;
      if (c == '\'') at_ = std::min(text_.find('\'', at_), text_.size() - 1) + 1;
      if (c == '"') skip_sh_double();
      if (word_ends && peek() == '#') at_ = line_end();
      if (word_ends && joins_lines()) return;
    }
    at_ = std::min(at_, text_.size());
  }
  /// To behind the closing quote, if there is one.
  bool skip_sh_double() {
    for (; !at_end() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    const bool closed = !at_end();
    at_ = std::min(at_ + 1, text_.size());
    return closed;
  }

  // ---- docker ----

  bool docker_line() {
    std::size_t end = line_end();
    while (at_ < end && (is_blank(peek()) || peek() == '\r' || peek() == '\v' || peek() == '\f'))
      ++at_;
    if (peek() == '#') return comment();
    if (at_ == end) return end_line();
    if (end - at_ >= docker_line_limit) return wrong("docker reads no line of 64 KiB or more");
    DotenvAssignment assignment;
    if (!name(assignment)) return false;
    assignment.value_begin = at_;
    if (const auto broken = find_invalid_utf8(text_.substr(at_, end - at_))) {
      at_ += *broken;
      return wrong("it is not UTF-8");
    }
    if (end > at_ && text_[end - 1] == '\r') {
      at_ = end - 1;
      return wrong("docker drops a carriage return at a line's end");
    }
    value_ = text_.substr(at_, end - at_);
    assignment.value_end = at_ = end;
    return end_line() && keep(std::move(assignment));
  }

  std::string_view text_;  ///< up to the first NUL
  DotenvDialect dialect_;
  bool nul_ = false;
  std::size_t at_ = 0;
  bool ended_ = false;
  protocol::WipedString value_;
  DotenvFile file_;
};

}  // namespace

std::optional<DotenvDialect> dotenv_dialect(std::string_view format) {
  if (format == "dotenv" || format == "dotenv:portable") return DotenvDialect::portable;
  if (format == "dotenv:docker") return DotenvDialect::docker;
  if (format == "dotenv:sh") return DotenvDialect::sh;
  return std::nullopt;
}

DotenvFile read_dotenv(std::string_view text, DotenvDialect dialect) {
  return DotenvReader(text, dialect).read();
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         name.find_first_not_of(name_characters) == std::string_view::npos;
}

}  // namespace keyplate::evaluate
