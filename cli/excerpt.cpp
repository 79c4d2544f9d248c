#include "cli/excerpt.h"

#include <algorithm>

#include "cli/display_width.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

constexpr std::size_t tab_width = 4;
/// A line longer than this, in bytes, is cut this far before the span and shown no wider than this.
constexpr std::size_t most_before = 100;
constexpr std::size_t most_columns = 160;
constexpr std::string_view cut = "...";
constexpr std::string_view stars = "***";

/// Where the shown part of the line begins: the line's begin if that is near, else a code point
/// somewhat before the span.
std::size_t shown_from(std::string_view text, std::size_t offset, bool& is_cut) {
  const std::size_t earliest = offset > most_before ? offset - most_before : 0;
  std::size_t begin = offset;
  while (begin > earliest && text[begin - 1] != '\n') --begin;
  is_cut = begin > 0 && text[begin - 1] != '\n';
  while (begin < offset && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) ++begin;
  return begin;
}

class ExcerptWriter {
 public:
  ExcerptWriter(const Source& source, Span span, std::span<const Span> masked)
      : source_(source), span_(span), masked_(masked) {}

  Excerpt write() {
    bool is_cut = false;
    offset_ = shown_from(text(), std::min<std::size_t>(span_.begin, text().size()), is_cut);
    if (is_cut) put(cut, cut.size());
    while (!at_line_end() && column_ < most_columns) step();
    mark();
    if (!at_line_end()) put(cut, cut.size());
    if (!ended_) result_.caret_end = column_;
    result_.caret_end = std::max(result_.caret_end, result_.caret_begin + 1);
    return std::move(result_);
  }

 private:
  std::string_view text() const { return source_.text(); }

  bool at_line_end() const {
    const std::string_view rest = text().substr(offset_);
    return rest.empty() || rest[0] == '\n' || rest.starts_with("\r\n");
  }

  void mark() {
    if (!begun_ && offset_ >= span_.begin) {
      begun_ = true;
      result_.caret_begin = column_;
    }
    if (!ended_ && offset_ >= span_.end) {
      ended_ = true;
      result_.caret_end = column_;
    }
  }

  void put(std::string_view shown, std::size_t columns) {
    result_.text += shown;
    column_ += columns;
  }

  void step() {
    mark();
    if (skip_masked()) return;
    const auto code_point = decode_utf8(text(), offset_);
    const std::size_t size = code_point ? code_point->size : 1;
    const std::string_view raw = text().substr(offset_, size);
    offset_ += size;
    if (raw == "\t")
      return put(std::string_view("    ").substr(column_ % tab_width),
                 tab_width - column_ % tab_width);
    const std::string shown = visible(raw);
    put(shown, shown == raw && code_point ? display_width(code_point->value) : shown.size());
  }

  bool skip_masked() {
    for (const Span mask : masked_) {
      if (!mask.contains(static_cast<std::uint32_t>(offset_))) continue;
      put(stars, stars.size());
      // A mask over several lines: what is left of this one.
      const std::size_t line_end = std::min(text().find('\n', offset_), text().size());
      offset_ = std::min<std::size_t>(mask.end, line_end);
      return true;
    }
    return false;
  }

  const Source& source_;
  Span span_;
  std::span<const Span> masked_;
  std::size_t offset_ = 0;
  std::size_t column_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  Excerpt result_;
};

}  // namespace

Excerpt excerpt(const Source& source, Span span, std::span<const Span> masked) {
  return ExcerptWriter(source, span, masked).write();
}

}  // namespace keyplate::cli
