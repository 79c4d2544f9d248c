#include "lsp/code_actions.h"

#include <fmt/core.h>

#include <algorithm>

#include "grammar/parse.h"

namespace keyplate::lsp {
namespace {

bool starts_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// The one edit that makes `after` of `before`.
TextEdit difference(std::string_view before, std::string_view after) {
  const auto [first, first_after] =
      std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  auto begin = static_cast<std::size_t>(first - before.begin());
  while (begin > 0 && begin < before.size() && !starts_character(before[begin])) --begin;
  std::size_t same = 0;
  while (same < std::min(before.size(), after.size()) - begin &&
         before[before.size() - same - 1] == after[after.size() - same - 1])
    ++same;
  while (same > 0 && !starts_character(before[before.size() - same])) --same;
  return {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(before.size() - same)},
          std::string(after.substr(begin, after.size() - same - begin))};
}

/// What a template prints as far as its text tells, and how many comments and mistakes it has.
struct Essence {
  std::string text;  ///< the islands, and the host text between them after whitespace control
  std::size_t comments = 0;
  std::size_t mistakes = 0;
};

Essence essence_of(const SourcePtr& source) {
  grammar::Tree tree;
  DiagnosticSink sink;
  grammar::parse(source, tree, sink);
  std::vector<const grammar::Statement*> statements;
  for (const grammar::Statement& statement : tree.statements) statements.push_back(&statement);
  std::stable_sort(statements.begin(), statements.end(),
                   [](const auto* a, const auto* b) { return a->span.begin < b->span.begin; });
  Essence essence{{}, tree.comments.size(), sink.size()};
  for (const grammar::Statement* const statement : statements) {
    const bool is_text = std::holds_alternative<grammar::Text>(statement->node);
    if (!is_text) essence.text += '\0';
    essence.text += tree.text(statement->span);
    if (!is_text) essence.text += '\0';
  }
  return essence;
}

/// The places where a comment could silence a finding on one line.
class Silencer {
 public:
  Silencer(std::string_view text, std::uint32_t at, std::string_view slug)
      : text_(text), slug_(slug), line_(at == 0 ? 0 : text.rfind('\n', at - 1) + 1) {}

  /// The best first.
  std::vector<TextEdit> candidates() const {
    std::vector<TextEdit> edits;
    if (auto edit = added_to_the_comment_above()) edits.push_back(*std::move(edit));
    edits.push_back(on_a_line_of_its_own());
    if (line_ > 0) edits.push_back(at_the_end_of_the_line_above());
    return edits;
  }

 private:
  static TextEdit insertion(std::size_t at, std::string text) {
    const auto offset = static_cast<std::uint32_t>(at);
    return {{offset, offset}, std::move(text)};
  }

  std::size_t end_of_line_above() const {
    return line_ > 1 && text_[line_ - 2] == '\r' ? line_ - 2 : line_ - 1;
  }

  std::optional<TextEdit> added_to_the_comment_above() const {
    if (line_ == 0) return std::nullopt;
    const std::size_t begin = text_.substr(0, line_ - 1).rfind('\n') + 1;
    const std::string_view above = text_.substr(begin, line_ - begin);
    const std::size_t ignore = above.rfind("keyplate: ignore ");
    if (ignore == std::string_view::npos) return std::nullopt;
    std::size_t end = above.find("#}", ignore);
    if (end == std::string_view::npos) return std::nullopt;
    if (above[end - 1] == '-') --end;
    const std::size_t last = above.find_last_not_of(" \t", end - 1);
    return insertion(begin + last + 1, fmt::format(", {}", slug_));
  }

  TextEdit on_a_line_of_its_own() const {
    const std::size_t break_at = text_.find('\n', line_ == 0 ? 0 : line_ - 1);
    const bool returns =
        break_at != std::string_view::npos && break_at > 0 && text_[break_at - 1] == '\r';
    return insertion(line_,
                     fmt::format("{{# keyplate: ignore {} -#}}{}", slug_, returns ? "\r\n" : "\n"));
  }

  TextEdit at_the_end_of_the_line_above() const {
    return insertion(end_of_line_above(), fmt::format("{{# keyplate: ignore {} #}}", slug_));
  }

  std::string_view text_;
  std::string_view slug_;
  std::size_t line_;  ///< where the line of the finding begins
};

}  // namespace

std::optional<CodeAction> cure(const Diagnostic& diagnostic) {
  if (!diagnostic.fix) return std::nullopt;
  return CodeAction{diagnostic.fix->title, quick_fix, diagnostic.fix->safe, diagnostic.fix->edits,
                    &diagnostic};
}

std::optional<CodeAction> cure_all(std::string_view text, const std::vector<Diagnostic>& found,
                                   const compiler::CheckText& check) {
  const std::vector<const Fix*> fixes = compiler::safe_fixes(found);
  if (fixes.empty()) return std::nullopt;
  const std::string fixed = compiler::fix_text(std::string(text), found, check).text;
  if (fixed == text) return std::nullopt;
  CodeAction action{"apply all safe fixes", fix_all, false, {}, nullptr};
  if (compiler::apply_fixes(text, fixes) != fixed) {
    action.edits = {difference(text, fixed)};
    return action;
  }
  for (const Fix* const fix : fixes)
    action.edits.insert(action.edits.end(), fix->edits.begin(), fix->edits.end());
  return action;
}

std::optional<CodeAction> silence(const Diagnostic& diagnostic,
                                  const std::vector<Diagnostic>& found, const SourcePtr& source,
                                  const compiler::CheckText& check) {
  if (!diagnostic.span || diagnostic.source != source) return std::nullopt;
  const std::string_view slug = info(diagnostic.code).slug;
  const Essence before = essence_of(source);
  for (const TextEdit& edit : Silencer(source->text(), diagnostic.span->begin, slug).candidates()) {
    const Fix comment{fmt::format("ignore `{}` on this line", slug), false, {edit}};
    const Fix* const only = &comment;
    const std::string edited = compiler::apply_fixes(source->text(), {&only, 1});
    const Essence after = essence_of(Source::file(source->name(), edited));
    const std::size_t comments = before.comments + (edit.text.starts_with('{') ? 1 : 0);
    if (after.text != before.text || after.mistakes != before.mistakes ||
        after.comments != comments)
      continue;
    if (check(edited).size() < found.size())
      return CodeAction{comment.title, quick_fix, false, {edit}, &diagnostic};
  }
  return std::nullopt;
}

}  // namespace keyplate::lsp
