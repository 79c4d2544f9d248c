#include "compiler/suppress.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view marker = "keyplate:";
constexpr std::string_view between_words = " \t\r\n,";

std::vector<std::string_view> all_slugs() {
  std::vector<std::string_view> slugs;
  for (std::size_t i = 0; i < code_count(); ++i) slugs.push_back(info(static_cast<Code>(i)).slug);
  return slugs;
}

/// The line behind the one on which a comment ends.
Span next_line(std::string_view text, std::uint32_t comment_end) {
  const std::size_t begin = std::min(text.find('\n', comment_end), text.size() - 1) + 1;
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// The words of one comment, each with its place.
class CommentReader {
 public:
  CommentReader(const grammar::Tree& tree, Span comment)
      : text_(tree.source->text()), at_(comment.begin + 2), end_(comment.end - 2) {
    if (text_[at_] == '-') ++at_;
    if (end_ > at_ && text_[end_ - 1] == '-') --end_;
  }

  std::optional<Span> next() {
    at_ = std::min(text_.find_first_not_of(between_words, at_), end_);
    if (at_ == end_) return std::nullopt;
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(between_words, at_), end_);
    return Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  }

 private:
  std::string_view text_;
  std::size_t at_;
  std::size_t end_;
};

class Suppressor {
 public:
  Suppressor(const grammar::Tree& tree, bool complete, std::vector<Diagnostic>& diagnostics)
      : tree_(tree), complete_(complete), diagnostics_(diagnostics) {}

  void run() {
    std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return begin(a) < begin(b); });
    silenced_.assign(diagnostics_.size(), false);
    for (const Span comment : tree_.comments) {
      CommentReader words(tree_, comment);
      const auto first = words.next();
      if (first && tree_.text(*first) == marker) ignore(words, comment);
    }
    std::vector<Diagnostic> left = sink_.take();
    for (std::size_t i = 0; i < diagnostics_.size(); ++i)
      if (!silenced_[i]) left.push_back(std::move(diagnostics_[i]));
    diagnostics_ = std::move(left);
    hold_back_removals();
  }

 private:
  static std::uint32_t begin(const Diagnostic& diagnostic) {
    return diagnostic.span ? diagnostic.span->begin : 0;
  }

  void ignore(CommentReader& words, Span comment) {
    const auto verb = words.next();
    if (!verb || tree_.text(*verb) != "ignore") {
      sink_.report(tree_.source, verb.value_or(comment), diag::expected_token, "`ignore`",
                   verb ? "`" + visible(tree_.text(*verb)) + "`" : "nothing");
      return;
    }
    const Span line = next_line(tree_.source->text(), comment.end);
    std::vector<Span> codes;
    std::vector<std::size_t> unused;
    while (const auto word = words.next()) {
      if (is_unused(*word, line)) unused.push_back(codes.size());
      codes.push_back(*word);
    }
    for (const std::size_t each : unused) {
      Diagnostic& added = sink_.report(tree_.source, codes[each], diag::unused_suppression,
                                       std::string(tree_.text(codes[each])));
      added.fix =
          unused.size() == codes.size() ? without_comment(comment) : without_code(codes, each);
    }
  }

  /// Nothing is printed for a comment, but its marks trim.
  Fix without_comment(Span comment) const {
    const std::string_view text = tree_.source->text();
    const bool trims = text[comment.begin + 2] == '-' || text[comment.end - 3] == '-';
    return {"remove the comment", !trims, {{comment, ""}}};
  }

  static Fix without_code(std::span<const Span> codes, std::size_t at) {
    const Span span =
        at == 0 ? Span{codes[0].begin, codes[1].begin} : Span{codes[at - 1].end, codes[at].end};
    return {"remove the code", true, {{span, ""}}};
  }

  /// What is found beside an error may not be all: a comment may be good for the rest.
  void hold_back_removals() {
    const bool broken = std::any_of(
        diagnostics_.begin(), diagnostics_.end(),
        [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
    if (!broken) return;
    for (Diagnostic& diagnostic : diagnostics_)
      if (diagnostic.code == Code::unused_suppression) diagnostic.fix->safe = false;
  }

  /// Silences; false for a code that is misspelt.
  bool is_unused(Span word, Span line) {
    const std::string slug(tree_.text(word));
    const auto code = find_code(slug);
    if (!code) {
      const auto known = all_slugs();
      sink_.report(tree_.source, word, diag::unknown_code, visible(slug), hint(slug, known)).fix =
          replacement(tree_.source, word, slug, known, ChosenBy::us);
      return false;
    }
    const auto [known, is_new] = done_.try_emplace({line.begin, *code}, false);
    if (is_new) known->second = silence(*code, line);
    return !known->second && complete_;
  }

  /// Whether there was anything to silence.
  bool silence(Code code, Span line) {
    bool any = false;
    const auto first = std::partition_point(
        diagnostics_.begin(), diagnostics_.end(),
        [&](const Diagnostic& diagnostic) { return begin(diagnostic) < line.begin; });
    for (auto at = first; at != diagnostics_.end() && begin(*at) < line.end; ++at) {
      if (at->code != code || at->source != tree_.source) continue;
      silenced_[static_cast<std::size_t>(at - diagnostics_.begin())] = true;
      any = true;
    }
    return any;
  }

  const grammar::Tree& tree_;
  bool complete_;
  std::vector<Diagnostic>& diagnostics_;  ///< by their place
  std::vector<bool> silenced_;
  std::map<std::pair<std::uint32_t, Code>, bool> done_;  ///< lines by their begin
  DiagnosticSink sink_;
};

}  // namespace

void apply_suppressions(const grammar::Tree& tree, bool complete,
                        std::vector<Diagnostic>& diagnostics) {
  if (!tree.comments.empty()) Suppressor(tree, complete, diagnostics).run();
}

}  // namespace keyplate::compiler
