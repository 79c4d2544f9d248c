#pragma once
// Text to syntax tree. Never throws for what the text holds, never fails: broken text gives
// diagnostics and a tree with Error nodes. Time and memory are linear in the text. One thread each.

#include "grammar/diagnostic.h"
#include "grammar/syntax.h"

namespace keyplate::grammar {

struct ParseOptions {
  unsigned nesting = 64;  ///< how deep brackets and blocks may nest, each counted by itself
};

/// Parses a template into `tree`, whose former content is dropped and whose memory is used again.
void parse(const SourcePtr& source, Tree& tree, DiagnosticSink& sink,
           const ParseOptions& options = {});

/// Whether the text can hold an island at all; most files of a repository can't.
bool may_hold_island(std::string_view text);

}  // namespace keyplate::grammar
