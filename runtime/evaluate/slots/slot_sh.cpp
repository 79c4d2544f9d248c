#include "runtime/evaluate/slots/slot_sh.h"

#include <algorithm>
#include <utility>

#include "runtime/evaluate/slots/dotenv_syntax.h"
#include "runtime/evaluate/slots/dotenv_value.h"
#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet sh_line_end{"\n"};
constexpr ByteSet sh_single_stops{"'"};
constexpr ByteSet sh_double_stops{"\"\\$`"};
/// What ends a word: another follows, in which an assignment may stand, or a comment.
constexpr ByteSet sh_word_ends{" \t\n;&|<>"};
constexpr ByteSet sh_command_ends{"\n;&|"};
constexpr std::uint32_t of_case = 0x63617365;  // the word, in ASCII
/// Longer ones are none that are known.
constexpr std::size_t longest_word = 9;
constexpr ByteSet sh_escaped{"\"\\$`"};

void append_single_quoted(std::string_view text, HostText& out) {
  for (;;) {
    const std::size_t quote = std::min(text.find('\''), text.size());
    out.append(text.substr(0, quote));
    if (quote == text.size()) return;
    out.append("'\\''");
    text.remove_prefix(quote + 1);
  }
}

void append_double_quoted(std::string_view text, HostText& out) {
  for (const char c : text) {
    if (sh_escaped.has(c)) out.push_back('\\');
    out.push_back(c);
  }
}

/// Behind nothing, `:` or `=` a shell takes a `~` of the author's for a home folder.
bool stands_bare(std::string_view text) {
  return !text.empty() && text.back() != ':' && text.back() != '=' &&
         dotenv_bare_set.find_other_in(text) == std::string_view::npos;
}

}  // namespace

// ---- the author's text ----

void ShLexer::author(std::string_view text, HostText& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    i += skip(text.substr(i));
    if (i < text.size()) step(text[i], out);
  }
}

/// How many bytes mean nothing where they stand.
std::size_t ShLexer::skip(std::string_view text) const {
  if (place_ == Place::lost) return text.size();
  const ByteSet* stops = nullptr;
  if (place_ == Place::comment) stops = &sh_line_end;
  if (place_ == Place::single_quoted) stops = &sh_single_stops;
  if (place_ == Place::double_quoted && dollar_ == Dollar::none) stops = &sh_double_stops;
  return stops == nullptr ? 0 : std::min(stops->find_in(text), text.size());
}

void ShLexer::step(char c, HostText& out) {
  const bool quoted = place_ == Place::single_quoted;
  if (c == '\\' && place_ <= Place::double_quoted && !quoted) {
    around_ = std::exchange(place_, Place::escape);
    return;
  }
  switch (place_) {
    case Place::line:
      return step_line(c);
    case Place::name:
      return step_name(c, out);
    case Place::bare:
      return step_bare(c);
    case Place::single_quoted:
      if (c == '\'') enter(Place::bare);
      return;
    case Place::double_quoted:
      return step_double(c);
    case Place::escape:
      return step_escape(c, out);
    case Place::substitution:
      return step_substitution(c);
    default:
      if (place_ == Place::comment) end_word(c, '\0');
      return;
  }
}

void ShLexer::enter(Place place) {
  place_ = place;
  dollar_ = Dollar::none;
  angle_ = '\0';
}

void ShLexer::step_line(char c) {
  if (c == '#') return enter(Place::comment);
  if (variable_name_set.has(c)) {
    enter(Place::name);
    word_ = c;
    return;
  }
  if (!sh_word_ends.has(c)) note_command();
  place_ = Place::bare;
  step_bare(c);
}

void ShLexer::step_name(char c, HostText& out) {
  if (variable_name_set.has(c)) {
    if (word_.size() < longest_word) word_ += c;
    return;
  }
  if (c == '[') return enter(Place::lost);  // what bash computes follows
  if (c == '=') {
    name_.complete();
  } else if (command_ == Command::none && (word_ == "export" || word_ == "readonly")) {
    command_ = Command::exports;
  } else {
    note_command();
  }
  name_.refuse(out);
  enter(Place::bare);
  step_bare(c);
}

/// A word that assigns nothing: what follows it is the affair of what it runs.
void ShLexer::note_command() {
  if (command_ == Command::none) command_ = Command::runs;
}

/// Of a backslash and a line break nothing remains, wherever they stand: what stood before goes on.
void ShLexer::step_escape(char c, HostText& out) {
  place_ = around_;
  if (c == '\n') return;
  if (place_ == Place::double_quoted) return enter(place_);
  if (place_ != Place::bare) note_command();
  name_.refuse(out);
  enter(Place::bare);
}

void ShLexer::step_bare(char c) {
  if (step_dollar(c)) return;
  const char before = std::exchange(angle_, '\0');
  around_ = Place::bare;
  if (c == '(' || c == ')' || (before == '<' && c == '<'))
    enter(Place::lost);
  else if (sh_word_ends.has(c))
    end_word(c, before);
  else if (c == '\'')
    enter(Place::single_quoted);
  else if (c == '"')
    enter(Place::double_quoted);
  else if (c == '`')
    substitute('`');
}

/// Behind `before`, if that is a `<` or `>`. The name of a file is expanded twice by some shells.
void ShLexer::end_word(char c, char before) {
  enter(Place::line);
  if (c == '<' || c == '>') {
    angle_ = c;
    command_ = Command::runs;
  } else if (before == '\0' && sh_command_ends.has(c)) {
    command_ = Command::none;
  }
}

void ShLexer::step_double(char c) {
  if (step_dollar(c)) return;
  around_ = Place::double_quoted;
  if (c == '"')
    enter(Place::bare);
  else if (c == '`')
    substitute('`');
}

/// Whether `c` belongs to a `$`. `$'...'` and `$[...]` have rules of their own in some shells.
bool ShLexer::step_dollar(char c) {
  const Dollar before = dollar_;
  dollar_ = Dollar::none;
  if (before == Dollar::sign) {
    if (c == '(' || c == '{') {
      around_ = place_;
      substitute(c == '(' ? ')' : '}');
      return true;
    }
    if (c == '[' || (c == '\'' && place_ == Place::bare)) {
      enter(Place::lost);
      return true;
    }
    if (c == '$') return true;
  }
  if (c == '$')
    dollar_ = Dollar::sign;
  else if (before != Dollar::none && variable_name_set.has(c))
    dollar_ = Dollar::name;
  return dollar_ != Dollar::none;
}

void ShLexer::substitute(char closer) {
  enter(Place::substitution);
  closer_ = closer;
  depth_ = 0;
  recent_ = 0;
}

/// The patterns of `case` have parentheses that nothing opens.
void ShLexer::step_substitution(char c) {
  recent_ = recent_ << 8 | static_cast<unsigned char>(c);
  if (recent_ == of_case) return enter(Place::lost);
  if (c == closer_ && depth_ == 0) return enter(around_);
  if (closer_ == ')' && c == '(') ++depth_;
  if (closer_ == ')' && c == ')') --depth_;
  if (std::string_view("'\"\\`$#<\n").find(c) != std::string_view::npos) enter(Place::lost);
}

// ---- values ----

std::optional<Refusal> ShLexer::print(const Value& value, HostText& out, CallContext& context) {
  if (place_ <= Place::bare && is_markup(value)) {
    author(value.text(), out);
    out.append(value.text());
    return std::nullopt;
  }
  if (place_ <= Place::double_quoted && command_ == Command::runs) {
    if (place_ <= Place::name) enter(Place::bare);
    dollar_ = Dollar::none;
    return Refusal{"it stands in a command that is run, not in what a variable is set to"};
  }
  switch (place_) {
    case Place::line:
    case Place::name: {
      const bool begins = place_ == Place::line;
      enter(Place::name);
      word_.clear();
      name_.print(out);
      return print_variable_name(value, begins, out, context);
    }
    case Place::escape:
      enter(around_ == Place::double_quoted ? around_ : Place::bare);
      return Refusal{"a backslash stands before it"};
    case Place::substitution:
      return Refusal{"it stands in what a shell substitutes"};
    case Place::comment:
      return print_dotenv_comment(value, false, out, context);
    case Place::lost:
      return Refusal{
          "a substitution, here-document or parenthesis stands above it, behind which keyplate "
          "can't "
          "tell where quotes begin"};
    default:
      return print_text(value, out, context);
  }
}

std::optional<Refusal> ShLexer::print_text(const Value& value, HostText& out,
                                           CallContext& context) {
  TextBuilder text;
  if (auto refusal = append_scalar(value, "a dotenv value", text, context)) return refusal;
  if (text.view().find('\0') != std::string_view::npos)
    return Refusal{"it holds a NUL, and no variable can"};
  if (std::exchange(dollar_, Dollar::none) != Dollar::none)
    return Refusal{"a `$` stands before it, which a shell expands"};
  if (place_ == Place::double_quoted) {
    append_double_quoted(text.view(), out);
  } else if (place_ == Place::single_quoted) {
    append_single_quoted(text.view(), out);
  } else if (!text.empty() && out.view().back() == '=' && stands_bare(text.view())) {
    out.append(text.view());
  } else {
    out.push_back('\'');
    append_single_quoted(text.view(), out);
    out.push_back('\'');
  }
  angle_ = '\0';
  return std::nullopt;
}

std::vector<HostError> ShLexer::verify(std::string_view output) const {
  return read_dotenv(output, DotenvDialect::sh).errors;
}

}  // namespace keyplate::evaluate
