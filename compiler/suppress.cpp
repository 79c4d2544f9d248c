#include "compiler/suppress.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
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
    while (const auto word = words.next()) silence(*word, line);
  }

  void silence(Span word, Span line) {
    const std::string slug(tree_.text(word));
    const auto code = find_code(slug);
    if (!code) {
      sink_.report(tree_.source, word, diag::unknown_code, visible(slug), hint(slug, all_slugs()));
      return;
    }
    const auto [known, is_new] = done_.try_emplace({line.begin, *code}, false);
    if (is_new) known->second = silence(*code, line);
    if (!known->second && complete_)
      sink_.report(tree_.source, word, diag::unused_suppression, slug);
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
