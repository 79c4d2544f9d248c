#pragma once
// Spaces inside islands as we write them: `{{ f(a, b=1) | g }}`. Only blanks between the tokens of
// one line change. Tokens, line breaks with the indentation behind them, comments, raw text and all
// that stands outside of islands stay byte for byte, so what comes out reads as the same tree, and
// a second run changes nothing. Linear in the text. Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/diagnostic.h"
#include "grammar/parse.h"

namespace keyplate::grammar {

/// The edits that do so, by offset. A text with mistakes gets none: they are reported.
std::vector<TextEdit> format(const SourcePtr& source, DiagnosticSink& sink,
                             const ParseOptions& options = {});

/// `text` with such edits.
std::string apply_edits(std::string_view text, std::span<const TextEdit> edits);

}  // namespace keyplate::grammar
