#pragma once
// Cuts a text into host text and islands, without knowing what is inside them but strings and
// regular expressions. Linear in the text; a broken island ends where the next one begins at the
// latest, so that it can't hurt its neighbours.

#include <optional>
#include <string_view>

#include "grammar/span.h"

namespace keyplate::grammar {

enum class IslandKind : std::uint8_t { output, tag, comment };

/// How an island ends: with its closer; with the other kind's closer; not at all, which goes for a
/// new opener and the end of the text; or in a string without a closing quote.
enum class IslandEnd : std::uint8_t { closed, wrong_closer, missing, in_string };

struct Island {
  IslandKind kind = IslandKind::output;
  IslandEnd end = IslandEnd::closed;
  bool trim_before = false;  ///< `{{-`
  bool trim_after = false;   ///< `-}}`
  Span span;                 ///< with its delimiters
  Span content;              ///< between the delimiters and the marks
};

/// What follows `{% raw %}` or `{% verbatim %}`.
struct RawBlock {
  Span text;
  Span closer;  ///< the island `{% endraw %}`
};

std::string_view opener(IslandKind kind);
std::string_view closer(IslandKind kind);

/// Offset of the first `{{`, `{%` or `{#` at or after `from`, or npos.
std::size_t find_opener(std::string_view text, std::size_t from);

class IslandScanner {
 public:
  explicit IslandScanner(std::string_view text) : text_(text) {}

  /// The next island, or nothing. Text between two islands is what the spans leave out.
  std::optional<Island> next();

  /// After the island that opened a raw block (`name`: raw or verbatim): its text. Without a closer
  /// the rest of the text is taken, and the answer is nothing.
  std::optional<RawBlock> raw_block(std::string_view name);

  std::uint32_t offset() const { return offset_; }

 private:
  void scan_comment(Island& island);
  void scan_code(Island& island);
  bool scan_delimiter(Island& island, const char*& p);
  const char* quoted_end(const Island& island, const char* p);
  bool is_mispaired(const Island& island, const char* p, const char* behind) const;
  void end_in_string(Island& island, const char* p);
  const char* own_closer_on_line(const Island& island, const char* p) const;
  void close(Island& island, const char* p, IslandEnd how);
  void stop(Island& island, const char* p, IslandEnd how);

  const char* begin() const { return text_.data(); }
  const char* end() const { return text_.data() + text_.size(); }
  std::uint32_t offset_of(const char* p) const { return static_cast<std::uint32_t>(p - begin()); }

  std::string_view text_;
  std::uint32_t offset_ = 0;
  // Set once a search for it reached the end, so that no later one does: this keeps time linear.
  bool no_more_double_quotes_ = false;
  bool no_more_single_quotes_ = false;
  bool no_more_slashes_ = false;
  bool no_more_comment_ends_ = false;
};

}  // namespace keyplate::grammar
