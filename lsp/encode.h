#pragma once
// Positions, diagnostics and edits as the protocol writes them, and positions as it sends them.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "grammar/diagnostic.h"
#include "lsp/document.h"
#include "lsp/json.h"
#include "lsp/position.h"

namespace keyplate::lsp {

/// The range in a message, or nothing if it is none.
std::optional<TextRange> read_range(const Json& json);

/// Writes what lies in one document, or in sources that its diagnostics tell of.
class Encoder {
 public:
  /// `document`: null, if it is no open one.
  Encoder(const Document* document, Encoding encoding) : document_(document), encoding_(encoding) {}

  Json range(const SourcePtr& source, Span span);
  /// `uri_of_file` gives the URI of a file that related places lie in; null: leave them out.
  Json diagnostic(const Diagnostic& diagnostic,
                  const std::function<std::string(const std::string&)>& uri_of_file);
  /// REQUIRES: a document.
  Json edits(const std::vector<TextEdit>& edits);

 private:
  struct Known {
    SourcePtr source;
    TextLines lines;
  };
  const TextLines& lines_of(const SourcePtr& source);

  const Document* document_;
  Encoding encoding_;
  std::vector<Known> known_;  ///< few: the sources of related places
};

}  // namespace keyplate::lsp
