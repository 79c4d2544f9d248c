#pragma once
// Places in a text as the protocol counts them: lines from 0, ended by \n, \r\n or \r; characters
// from 0 in bytes or UTF-16 code units, as agreed with the client. Kept up to date through edits,
// and quick however long the text or its lines are. Places that no text has are clamped.

#include <cstdint>
#include <string_view>
#include <vector>

#include "grammar/span.h"

namespace keyplate::lsp {

enum class Encoding : std::uint8_t { utf8, utf16 };

struct TextPosition {
  std::uint32_t line = 0;
  std::uint32_t character = 0;
  friend auto operator<=>(const TextPosition&, const TextPosition&) = default;
};

struct TextRange {
  TextPosition start;
  TextPosition end;
  friend bool operator==(const TextRange&, const TextRange&) = default;
};

/// The lines of a text, which whoever keeps it gives again with each question.
class TextLines {
 public:
  explicit TextLines(std::string_view text);

  /// The text is now `text`, after what stood at `old` gave way to `inserted` bytes.
  void replaced(std::string_view text, Span old, std::uint32_t inserted);

  /// Never in the middle of a code point: its start.
  std::uint32_t offset(std::string_view text, TextPosition at, Encoding encoding) const;
  /// REQUIRES: offset <= the text's size.
  TextPosition position(std::string_view text, std::uint32_t offset, Encoding encoding) const;

  Span span(std::string_view text, TextRange range, Encoding encoding) const;
  TextRange range(std::string_view text, Span span, Encoding encoding) const;

  std::size_t count() const { return starts_.size(); }

 private:
  std::uint32_t end_of_line(std::string_view text, std::size_t line) const;
  std::uint32_t units_before(std::string_view text, std::uint32_t offset) const;

  std::vector<std::uint32_t> starts_;  ///< offsets of the first bytes of all lines
  /// UTF-16 code units before each `stride`-th byte, counted when a long line is asked about.
  mutable std::vector<std::uint32_t> units_;
};

}  // namespace keyplate::lsp
