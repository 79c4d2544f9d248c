#pragma once
// What a person may do about findings: the cures that they bring, all safe ones at once, and a
// comment that silences one. Edits are in the document's own text, by offset.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/fix_text.h"
#include "grammar/diagnostic.h"

namespace keyplate::lsp {

inline constexpr std::string_view quick_fix = "quickfix";
inline constexpr std::string_view fix_all = "source.fixAll.keyplate";

struct CodeAction {
  std::string title;
  std::string_view kind;
  bool preferred = false;
  std::vector<TextEdit> edits;
  const Diagnostic* cures = nullptr;  ///< null: many
};

/// The cure of a diagnostic, if it has one.
std::optional<CodeAction> cure(const Diagnostic& diagnostic);

/// All safe cures after which the text checks better, as `keyplate check --fix` would apply them;
/// nothing if there are none. `found` is what `check` finds in `text`, here and below.
std::optional<CodeAction> cure_all(std::string_view text, const std::vector<Diagnostic>& found,
                                   const compiler::CheckText& check);

/// A comment that silences the diagnostic, one of `found`, and changes nothing else: neither what
/// the template prints nor what is found. Nothing where no such comment can stand.
std::optional<CodeAction> silence(const Diagnostic& diagnostic,
                                  const std::vector<Diagnostic>& found, const SourcePtr& source,
                                  const compiler::CheckText& check);

}  // namespace keyplate::lsp
