#include "grammar/format.h"

#include <utility>

#include "grammar/islands.h"
#include "grammar/lexical.h"
#include "grammar/tag_names.h"

namespace keyplate::grammar {
namespace {

enum class TokenKind : std::uint8_t { word, number, quoted, punctuation };

struct Token {
  std::string_view text;
  TokenKind kind = TokenKind::punctuation;
};

std::string_view between(const char* p, const char* end) {
  return {p, static_cast<std::size_t>(end - p)};
}

/// The token at `p`, cut as the grammar cuts it in a text without mistakes.
Token token_at(const char* p, const char* end) {
  if (const char* const number = match_number(p, end))
    return {between(p, number), TokenKind::number};
  if (const char* const word = match_word(p, end)) return {between(p, word), TokenKind::word};
  if (class_at(p, end) == CharClass::word)
    return {between(p, skip_token(p, end)), TokenKind::quoted};
  for (const std::string_view op : {"===", "!==", "==", "!=", "<=", ">=", "//", "**"}) {
    if (between(p, end).starts_with(op)) return {between(p, p + op.size())};
  }
  return {between(p, p + 1)};
}

bool is_one_of(const Token& token, std::string_view characters) {
  return token.text.size() == 1 && characters.find(token.text[0]) != std::string_view::npos;
}

/// Which blanks the tokens of one island want between them. What is decided depends on the tokens
/// alone, never on the blanks that were there: that is why a second run changes nothing.
class Spacing {
 public:
  explicit Spacing(IslandForm form) : form_(form) {}

  bool blank_before(const Token& token) const;
  void step_over_tag_name(const Token& name);
  void step_over(const Token& token);

 private:
  /// What the last token leaves: an operand may begin, or has ended.
  enum class Place : std::uint8_t { before_operand, behind_sign, behind_tag_name, behind_operand };

  Place behind_word(std::string_view word) const;
  Place behind_punctuation(const Token& token) const;

  IslandForm form_;
  Place place_ = Place::before_operand;
  bool in_parameters_ = false;  ///< of a `call`, which a macro's name follows
  int depth_ = 0;
  Token last_;
};

bool Spacing::blank_before(const Token& token) const {
  if (last_.text.empty() || is_one_of(last_, ",:")) return true;
  if (is_one_of(last_, "([{.") || place_ == Place::behind_sign) return false;
  // `1.` would be the number.
  if (is_one_of(token, "."))
    return last_.kind == TokenKind::number && last_.text.find('.') == std::string_view::npos;
  // `}}` would end the island.
  if (is_one_of(token, ")]}")) return is_one_of(token, "}") && is_one_of(last_, "}");
  if (is_one_of(token, ",:")) return false;
  if (is_one_of(token, "=") || is_one_of(last_, "="))
    return form_ == IslandForm::set && depth_ == 0;
  if (is_one_of(token, "(")) return place_ < Place::behind_tag_name;
  if (is_one_of(token, "[")) return place_ != Place::behind_operand;
  return true;
}

void Spacing::step_over_tag_name(const Token& name) {
  last_ = name;
  // `{% secret('v') %}` and `{% call(x) f() %}`, but `{% if (a) %}`.
  const bool calls = form_ == IslandForm::tag || form_ == IslandForm::call;
  place_ = calls ? Place::behind_tag_name : Place::before_operand;
}

void Spacing::step_over(const Token& token) {
  if (form_ == IslandForm::call && place_ == Place::behind_tag_name)
    in_parameters_ = is_one_of(token, "(");
  if (token.kind == TokenKind::word) {
    place_ = behind_word(token.text);
  } else {
    place_ =
        token.kind == TokenKind::punctuation ? behind_punctuation(token) : Place::behind_operand;
  }
  if (is_one_of(token, "([{")) ++depth_;
  if (is_one_of(token, ")]}") && --depth_ == 0 && std::exchange(in_parameters_, false))
    place_ = Place::before_operand;
  last_ = token;
}

/// Words are operators where an operand has ended, and operands elsewhere.
Spacing::Place Spacing::behind_word(std::string_view word) const {
  if (is_one_of(last_, ".|")) return Place::behind_operand;
  const bool is_operator =
      place_ == Place::behind_operand || word == "not" || (word == "in" && last_.text == "not");
  return is_operator ? Place::before_operand : Place::behind_operand;
}

Spacing::Place Spacing::behind_punctuation(const Token& token) const {
  if (is_one_of(token, ")]}")) return Place::behind_operand;
  const bool is_sign = is_one_of(token, "+-") && place_ != Place::behind_operand;
  return is_sign ? Place::behind_sign : Place::before_operand;
}

/// One run over one text that has no mistakes.
class Formatter {
 public:
  explicit Formatter(std::string_view text) : text_(text), scanner_(text) {}

  std::vector<TextEdit> run() {
    while (const auto island = scanner_.next()) {
      if (island->kind == IslandKind::output) format(island->content);
      if (island->kind == IslandKind::tag) format_tag(island->content);
    }
    return std::move(edits_);
  }

 private:
  void format_tag(Span content) {
    const Token name =
        token_at(skip_space(pointer(content.begin), pointer(content.end)), pointer(content.end));
    const TagName* const tag = find_tag_name(name.text);
    format(content, name, tag == nullptr ? IslandForm::tag : tag->form);
    if (tag == nullptr || tag->role != TagRole::opens) return;
    if (tag->block != BlockKind::raw && tag->block != BlockKind::verbatim) return;
    if (const auto raw = scanner_.raw_block(tag->name))
      format({raw->closer.begin + 2, raw->closer.end - 2});
  }

  void format(Span content, const Token& name = {}, IslandForm form = IslandForm::expression) {
    Spacing spacing(form);
    const char* const end = pointer(content.end);
    const char* p = pointer(content.begin);
    for (const char* next = skip_space(p, end); next != end; next = skip_space(p, end)) {
      const Token token = token_at(next, end);
      set_blank(p, next, spacing.blank_before(token));
      if (token.text.data() == name.text.data()) {
        spacing.step_over_tag_name(token);
      } else {
        spacing.step_over(token);
      }
      p = next + token.text.size();
    }
    set_blank(p, end, true);
  }

  /// Makes the gap one blank or none. Of a gap with a line break only what ends its line goes.
  void set_blank(const char* p, const char* end, bool wanted) {
    const std::size_t line_end = between(p, end).find_first_of("\r\n");
    if (line_end != std::string_view::npos) end = p + line_end;
    const std::string_view blank = wanted && line_end == std::string_view::npos ? " " : "";
    if (between(p, end) != blank) edits_.push_back({{offset(p), offset(end)}, std::string(blank)});
  }

  const char* pointer(std::uint32_t offset) const { return text_.data() + offset; }
  std::uint32_t offset(const char* p) const { return static_cast<std::uint32_t>(p - text_.data()); }

  std::string_view text_;
  IslandScanner scanner_;
  std::vector<TextEdit> edits_;
};

}  // namespace

std::vector<TextEdit> format(const SourcePtr& source, DiagnosticSink& sink,
                             const ParseOptions& options) {
  if (!may_hold_island(source->text())) return {};
  const std::size_t reported = sink.size();
  Tree tree;
  parse(source, tree, sink, options);
  return sink.size() == reported ? Formatter(source->text()).run() : std::vector<TextEdit>();
}

std::string apply_edits(std::string_view text, std::span<const TextEdit> edits) {
  std::string out;
  out.reserve(text.size() + edits.size());
  std::size_t done = 0;
  for (const TextEdit& edit : edits) {
    out.append(text, done, edit.span.begin - done).append(edit.text);
    done = edit.span.end;
  }
  return out.append(text, done);
}

}  // namespace keyplate::grammar
