#include "compiler/fix_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace keyplate::compiler {
namespace {

constexpr std::size_t most_checks = 1000;                   ///< of one text
constexpr std::size_t most_checked = std::size_t{1} << 30;  ///< bytes, in all its checks
constexpr std::size_t most_steps = 100;    ///< that a text may look worse, or no better, in a row
constexpr std::size_t most_growth = 4096;  ///< bytes, of a text that doubles besides
constexpr std::size_t most_blocks = 64;  ///< of the fixes of one state that are tried by themselves

/// From the first of its edits to the last.
Span reach(const Fix& fix) {
  Span span = fix.edits.front().span;
  for (const TextEdit& edit : fix.edits)
    span = {std::min(span.begin, edit.span.begin), std::max(span.end, edit.span.end)};
  return span;
}

std::size_t count(std::span<const Diagnostic> diagnostics, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(),
                    [&](const Diagnostic& each) { return each.severity == severity; }));
}

struct State {
  std::string text;
  std::vector<Diagnostic> diagnostics;
  std::size_t fixed = 0;
};

class TextFixer {
 public:
  TextFixer(std::string text, std::vector<Diagnostic> diagnostics, const CheckText& check)
      : check_(check), best_{std::move(text), std::move(diagnostics), 0} {}

  FixedText fix() {
    const std::string original = best_.text;
    const std::size_t wanted = safe_fixes(best_.diagnostics).size();
    while (improve()) {
    }
    if (is_spent()) return {original, 0, wanted, true};
    return {std::move(best_.text), best_.fixed, safe_fixes(best_.diagnostics).size(), false};
  }

 private:
  /// Finds a better text than the best one so far.
  bool improve() {
    const auto fixes = safe_fixes(best_.diagnostics);
    const std::span<const Fix* const> all = fixes;
    std::size_t blocks = 0;
    for (std::size_t size = all.size(); size > 0; size /= 2) {
      for (std::size_t begin = 0; begin < all.size(); begin += size) {
        if (++blocks > most_blocks || is_spent()) return false;
        if (lead_on(all.subspan(begin, std::min(size, all.size() - begin)))) return true;
      }
    }
    return false;
  }

  /// Applies these fixes, then all that are offered, until the text is better than the best one.
  bool lead_on(std::span<const Fix* const> fixes) {
    State state = apply(best_, fixes);
    std::set<std::size_t> seen = {std::hash<std::string>{}(best_.text)};
    for (std::size_t step = 0; step < most_steps; ++step) {
      if (!seen.insert(std::hash<std::string>{}(state.text)).second) return false;
      if (is_better(state)) {
        best_ = std::move(state);
        return true;
      }
      const auto next = safe_fixes(state.diagnostics);
      const bool grows = state.text.size() > 2 * best_.text.size() + most_growth;
      if (next.empty() || grows || is_spent()) return false;
      state = apply(state, next);
    }
    return false;
  }

  State apply(const State& state, std::span<const Fix* const> fixes) {
    State next{apply_fixes(state.text, fixes), {}, state.fixed + fixes.size()};
    ++checks_;
    checked_ += next.text.size();
    next.diagnostics = check_(next.text);
    return next;
  }

  bool is_better(const State& state) const {
    return state.diagnostics.size() < best_.diagnostics.size() &&
           !is_worse(best_.diagnostics, state.diagnostics);
  }

  bool is_spent() const { return checks_ >= most_checks || checked_ >= most_checked; }

  const CheckText& check_;
  State best_;
  std::size_t checks_ = 0;
  std::size_t checked_ = 0;
};

}  // namespace

std::vector<const Fix*> safe_fixes(std::span<const Diagnostic> diagnostics) {
  std::vector<const Fix*> safe;
  for (const Diagnostic& diagnostic : diagnostics)
    if (diagnostic.fix && diagnostic.fix->safe && diagnostic.source)
      safe.push_back(&*diagnostic.fix);
  std::stable_sort(safe.begin(), safe.end(),
                   [](const Fix* a, const Fix* b) { return reach(*a).begin < reach(*b).begin; });
  std::vector<const Fix*> kept;
  std::optional<Span> last;
  for (const Fix* fix : safe) {
    const Span span = reach(*fix);
    if (last && (span.begin < last->end || span.begin == last->begin)) continue;
    kept.push_back(fix);
    last = span;
  }
  return kept;
}

std::string apply_fixes(std::string_view text, std::span<const Fix* const> fixes) {
  std::vector<const TextEdit*> edits;
  for (const Fix* fix : fixes)
    for (const TextEdit& edit : fix->edits) edits.push_back(&edit);
  std::sort(edits.begin(), edits.end(),
            [](const TextEdit* a, const TextEdit* b) { return a->span.begin < b->span.begin; });
  std::string out;
  std::size_t at = 0;
  for (const TextEdit* edit : edits) {
    out += text.substr(at, edit->span.begin - at);
    out += edit->text;
    at = edit->span.end;
  }
  return out += text.substr(at);
}

bool is_worse(std::span<const Diagnostic> before, std::span<const Diagnostic> after) {
  if (count(after, Severity::error) > count(before, Severity::error) ||
      count(after, Severity::warning) > count(before, Severity::warning))
    return true;
  struct Where {
    bool everywhere = false;
    std::set<std::string_view> environments = {};
  };
  std::map<std::pair<Code, std::string_view>, Where> known;
  for (const Diagnostic& each : before) {
    Where& where = known[{each.code, each.message}];
    where.everywhere = where.everywhere || each.environments.empty();
    where.environments.insert(each.environments.begin(), each.environments.end());
  }
  return std::any_of(after.begin(), after.end(), [&](const Diagnostic& each) {
    const auto found = known.find({each.code, each.message});
    if (found == known.end()) return true;
    if (found->second.everywhere) return false;
    return each.environments.empty() ||
           std::any_of(each.environments.begin(), each.environments.end(),
                       [&](const std::string& environment) {
                         return found->second.environments.count(environment) == 0;
                       });
  });
}

FixedText fix_text(std::string text, std::vector<Diagnostic> diagnostics, const CheckText& check) {
  return TextFixer(std::move(text), std::move(diagnostics), check).fix();
}

}  // namespace keyplate::compiler
