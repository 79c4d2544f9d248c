#include "grammar/syntax_errors.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "grammar/lexical.h"
#include "grammar/unicode.h"

namespace keyplate::grammar {
namespace {

/// By Wanted.
constexpr std::string_view phrases[] = {
    "an expression",
    "a variable name",
    "a name or a string as key",
    "a name after `.`",
    "a filter name after `|`",
    "a test name after `is`",
    "a filter name",
    "a name for the macro",
    "the call of a macro",
    "`(` and the parameters",
    "a parameter name",
    "a tag name",
    "`:` after the key",
    "`in`",
    "`as`",
    "`import`",
    "`missing` after `ignore`",
    "`context`",
    "`)`",
    "`]`",
    "`}`",
    "`,` or `)`",
    "`,` or `]`",
    "`,` or `}`",
    "`,` or `%}`",
};
static_assert(std::size(phrases) == static_cast<std::size_t>(Wanted::comma_or_end) + 1);

std::string_view phrase(Wanted wanted) {
  return phrases[static_cast<std::size_t>(wanted)];
}

bool wants_brace(Wanted wanted) {
  return wanted == Wanted::closing_brace || wanted == Wanted::comma_or_brace;
}

std::string_view hint(Wanted wanted, std::string_view found) {
  if (wants_brace(wanted) && found == "}}") return "; write `} }` to close two dicts";
  return wanted == Wanted::filter_name && found == "|" ? "; `or` is how two conditions are joined"
                                                       : "";
}

/// What other languages have, and what is written here.
struct Foreign {
  std::string_view found;
  std::string_view hint;
  std::string_view ours;  ///< what stands in its place; empty: more is to be changed
};
constexpr Foreign foreign_rows[] = {
    {"&&", "; `and` is how two conditions are joined", "and"},
    {"!", "; `not` turns a condition round", "not"},
    {"?", "; it is written `A if CONDITION else B`", ""},
    {"=", "; `==` compares", "=="},
};

const Foreign* find_foreign(std::string_view found) {
  for (const Foreign& row : foreign_rows)
    if (found == row.found) return &row;
  return nullptr;
}

std::string_view cure(std::string_view found) {
  const Foreign* const row = find_foreign(found);
  return row == nullptr ? std::string_view() : row->hint;
}

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Whether what stands in the island is a condition and nothing else.
bool is_condition(std::string_view content) {
  const std::size_t begin = std::min(content.find_first_not_of(" \t\r\n"), content.size());
  const std::string_view name =
      content.substr(begin, content.find_first_of(" \t\r\n(", begin) - begin);
  return name == "if" || name == "elif" || name == "elseif";
}

std::string_view closer_phrase(IslandKind kind) {
  return kind == IslandKind::output ? "`}}`" : "`%}`";
}

}  // namespace

void SyntaxErrors::begin_island(const Island& island) {
  island_ = island;
  last_offset_ = UINT32_MAX;
  muted_ = false;
  if (island.end == IslandEnd::wrong_closer) expected_end(island.content.end);
  if (island.end != IslandEnd::missing) return;
  report({island.span.begin, island.span.begin + 2}, diag::unterminated_island, opener(island.kind),
         closer(island.kind));
  mute();
}

void SyntaxErrors::expected(Wanted wanted, std::uint32_t offset) {
  if (!fresh(offset)) return;
  const Span token = token_at(offset);
  if (wanted == Wanted::expression) {
    offer(sink_.report(source_, token, diag::expected_expression,
                       describe(token).append(cure(source_->text(token)))),
          token);
    return;
  }
  Diagnostic& added = sink_.report(source_, token, diag::expected_token, phrase(wanted),
                                   describe(token).append(hint(wanted, source_->text(token))));
  if (wanted == Wanted::filter_name) offer_or(added, token);
  if (wants_brace(wanted)) offer_braces(added, token);
}

void SyntaxErrors::expected_end(std::uint32_t offset) {
  if (!fresh(offset)) return;
  const Span token = token_at(offset);
  offer(sink_.report(source_, token, diag::expected_token, closer_phrase(island_.kind),
                     describe(token).append(cure(source_->text(token)))),
        token);
}

/// Offers what is written here for an operator of other languages. `not` reaches further than `!`,
/// and `=` may have been meant to assign: that is for a person to say.
void SyntaxErrors::offer(Diagnostic& diagnostic, Span token) {
  const Foreign* const row = find_foreign(source_->text(token));
  if (row == nullptr || row->ours.empty()) return;
  const std::string_view behind = source_->text({token.end, island_.content.end});
  const bool compares = row->ours == "==" && is_condition(source_->text(island_.content)) &&
                        behind.find('=') == std::string_view::npos;
  write(diagnostic, token, row->ours, row->ours == "and" || compares);
}

/// `a || upper` may be a filter with one bar too many; in a condition nobody filters.
void SyntaxErrors::offer_or(Diagnostic& diagnostic, Span token) {
  if (source_->text(token) != "|" || source_->text({token.begin - 1, token.end}) != "||") return;
  write(diagnostic, {token.begin - 1, token.end}, "or",
        is_condition(source_->text(island_.content)));
}

/// `}}` ended the island before its time if another one follows.
void SyntaxErrors::offer_braces(Diagnostic& diagnostic, Span token) {
  if (source_->text(token) != "}}") return;
  const std::string_view behind = source_->text().substr(token.end);
  const std::size_t next = std::min(behind.find_first_not_of(" \t\r\n"), behind.size());
  if (!behind.substr(next).starts_with("}}") && !behind.substr(next).starts_with("-}}")) return;
  if (auto edit = edit_of(source_, token, "} }"))
    diagnostic.fix = Fix{"write `} }`", true, {*std::move(edit)}};
}

void SyntaxErrors::write(Diagnostic& diagnostic, Span token, std::string_view ours, bool safe) {
  const std::string_view text = source_->text();
  const bool word = ours != "==";
  const bool open = token.begin > 0 && !is_blank(text[token.begin - 1]) && ours != "not";
  std::string replacement = word && open ? " " : "";
  replacement += ours;
  if (word && token.end < text.size() && !is_blank(text[token.end])) replacement += ' ';
  auto edit = edit_of(source_, token, std::move(replacement));
  if (!edit) return;
  diagnostic.fix =
      Fix{std::string("replace with `").append(ours).append("`"), safe, {*std::move(edit)}};
}

void SyntaxErrors::unterminated(Span literal, char quote) {
  report(literal, diag::unterminated_string, quote);
  mute();
}

bool SyntaxErrors::admit() {
  ++count_;
  if (full()) return false;
  ++reported_;
  return true;
}

bool SyntaxErrors::fresh(std::uint32_t offset) {
  ++count_;
  if (muted_ || full() || offset == last_offset_) return false;
  last_offset_ = offset;
  ++reported_;
  return true;
}

/// The token at an offset of the island; at the end of its content, the closer.
Span SyntaxErrors::token_at(std::uint32_t offset) const {
  if (offset >= island_.content.end) return {island_.content.end, island_.span.end};
  const std::string_view text = source_->text();
  const char* const behind = skip_token(text.data() + offset, text.data() + island_.content.end);
  return {offset, static_cast<std::uint32_t>(behind - text.data())};
}

std::string SyntaxErrors::describe(Span token) const {
  constexpr std::size_t longest = 40;
  const std::string_view text = source_->text(token);
  if (text.empty()) return "the end of the line";
  if (is_quote(text[0])) return "a string";
  return "`" + visible(text.substr(0, longest)) + (text.size() > longest ? "...`" : "`");
}

}  // namespace keyplate::grammar
