#pragma once
// A text with its safe fixes applied. Pure: what a text checks as is asked of the caller, so a
// file, standard input and an editor's buffer are fixed alike.

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/diagnostic.h"

namespace keyplate::compiler {

/// The fixes that have their way: safe ones whose edits don't touch those of an earlier one. Two
/// that are the same count as one.
std::vector<const Fix*> safe_fixes(std::span<const Diagnostic> diagnostics);

/// `text` with their edits; all other bytes stay. REQUIRES: edits that lie in `text` and don't
/// overlap, as those of `safe_fixes` do.
std::string apply_fixes(std::string_view text, std::span<const Fix* const> fixes);

/// Whether `after` is worse than `before`: more errors, more warnings, or a finding that wasn't
/// there, or not in that environment.
bool is_worse(std::span<const Diagnostic> before, std::span<const Diagnostic> after);

/// Sorted findings of a text.
using CheckText = std::function<std::vector<Diagnostic>(const std::string& text)>;

struct FixedText {
  std::string text;
  std::size_t fixed = 0;      ///< fixes in it
  std::size_t held_back = 0;  ///< safe fixes left out, for with them the text checks no better
  bool gave_up = false;       ///< it would have taken more checks than there may be
};

/// Fixes until nothing is left that makes the text check better: a second time changes nothing.
/// Several fixes may be right only together, and one may spoil the others, so what doesn't check
/// better is tried a little further, then in halves. Bounded; a text that would take more stays as
/// it is. `diagnostics` are those of `text`.
FixedText fix_text(std::string text, std::vector<Diagnostic> diagnostics, const CheckText& check);

}  // namespace keyplate::compiler
