#pragma once
// A text that is open in the editor, as the editor has it: file or not, saved or not. An edit
// changes the text where it lies, unless a diagnostic still holds it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/result.h"
#include "grammar/diagnostic.h"
#include "lsp/position.h"

namespace keyplate::lsp {

/// Above this a document is not kept.
inline constexpr std::size_t largest_document = std::size_t{64} << 20;

class Document {
 public:
  Document(std::string uri, std::string text);

  /// Replaces what stands in `range`, or all. False if the text would become too large.
  bool change(std::optional<TextRange> range, std::string_view text, Encoding encoding);

  const std::string& uri() const { return uri_; }
  const SourcePtr& source() const { return source_; }
  std::string_view text() const { return source_->text(); }
  const TextLines& lines() const { return lines_; }

  std::int64_t version = 0;
  std::string path;                      ///< as the editor has it; empty: no file
  std::string real;                      ///< the folder's links followed; empty: no file
  std::optional<std::string> workspace;  ///< the folder of the one that rules it
  std::optional<Error> refusal;          ///< why the path may not be checked
  bool is_workspace_file = false;

  std::vector<Diagnostic> found;  ///< of this text, if `checked`
  bool checked = false;
  bool due = true;          ///< to be published
  std::uint64_t stamp = 0;  ///< another one whenever what is found may differ

 private:
  std::string uri_;
  SourcePtr source_;
  TextLines lines_;
};

}  // namespace keyplate::lsp
