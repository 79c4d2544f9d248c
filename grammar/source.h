#pragma once
// A text that the author wrote, with its name: a template, a workspace file, or a string inside a
// workspace file. Immutable and shared; thread-safe. Lines and columns are computed only where a
// diagnostic is printed.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/span.h"

namespace keyplate {

class Source;
using SourcePtr = std::shared_ptr<const Source>;

/// Where a span lies for a person: 1-based, columns count code points, `offset` counts bytes.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t offset = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

/// A span in the file that a person can open.
struct Location {
  SourcePtr source;
  Span span;
};

class Source {
 public:
  /// A file. `name` is what diagnostics print. REQUIRES: text.size() < 4 GiB.
  static SourcePtr file(std::string name, std::string text);

  /// A string written inside `parent` (a TOML value that is a template). `offsets[i]` is the parent
  /// offset of byte i of `text`; it has text.size() + 1 entries, never decreasing.
  static SourcePtr derived(SourcePtr parent, std::string text, std::vector<std::uint32_t> offsets);

  /// The text of a source that nobody else holds any more, for its memory; else an empty string.
  static std::string reclaim(SourcePtr&& source);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const;

  /// The outermost file and the span there; `location(self, span)` of a file is itself.
  static Location outermost(const SourcePtr& source, Span span);

  /// Line and column of an offset. Linear in the offset: for printing, not for parsing.
  Position position(std::uint32_t offset) const;
  /// The whole line that holds `offset`, without its line break.
  Span line_at(std::uint32_t offset) const;

 private:
  Source(std::string name, std::string text, SourcePtr parent, std::vector<std::uint32_t> offsets);

  std::string name_;
  std::string text_;
  SourcePtr parent_;
  std::vector<std::uint32_t> offsets_;
};

}  // namespace keyplate
