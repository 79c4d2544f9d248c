#include "grammar/syntax_errors.h"

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

std::string_view hint(Wanted wanted, std::string_view found) {
  const bool wants_brace = wanted == Wanted::closing_brace || wanted == Wanted::comma_or_brace;
  if (wants_brace && found == "}}") return "; write `} }` to close two dicts";
  return wanted == Wanted::filter_name && found == "|" ? "; `or` is how two conditions are joined"
                                                       : "";
}

/// What to write for what other languages have.
std::string_view cure(std::string_view found) {
  constexpr std::pair<std::string_view, std::string_view> rows[] = {
      {"&&", "; `and` is how two conditions are joined"},
      {"!", "; `not` turns a condition round"},
      {"?", "; it is written `A if CONDITION else B`"},
      {"=", "; `==` compares"},
  };
  for (const auto& [foreign, ours] : rows)
    if (found == foreign) return ours;
  return {};
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
    sink_.report(source_, token, diag::expected_expression,
                 describe(token).append(cure(source_->text(token))));
  } else {
    sink_.report(source_, token, diag::expected_token, phrase(wanted),
                 describe(token).append(hint(wanted, source_->text(token))));
  }
}

void SyntaxErrors::expected_end(std::uint32_t offset) {
  if (!fresh(offset)) return;
  const Span token = token_at(offset);
  sink_.report(source_, token, diag::expected_token, closer_phrase(island_.kind),
               describe(token).append(cure(source_->text(token))));
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
