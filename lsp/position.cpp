#include "lsp/position.h"

#include <algorithm>
#include <utility>

#include "grammar/unicode.h"

namespace keyplate::lsp {
namespace {

constexpr std::uint32_t stride = 4096;

bool is_inside_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// UTF-16 code units of UTF-8 text, which may begin or end in the middle of a code point: what the
/// first byte of one stands for.
std::uint32_t count_units(std::string_view text) {
  std::uint32_t units = 0;
  for (const char c : text)
    units += static_cast<std::uint32_t>(!is_inside_code_point(c)) +
             static_cast<std::uint32_t>(static_cast<unsigned char>(c) >= 0xF0);
  return units;
}

bool starts_line(std::string_view text, std::size_t at) {
  if (at == 0 || text[at - 1] == '\n') return true;
  return text[at - 1] == '\r' && !(at < text.size() && text[at] == '\n');
}

/// Appends the line starts in [begin, end].
void find_starts(std::string_view text, std::size_t begin, std::size_t end,
                 std::vector<std::uint32_t>& starts) {
  if (starts_line(text, begin)) starts.push_back(static_cast<std::uint32_t>(begin));
  const std::string_view searched = text.substr(0, end);
  std::size_t feed = searched.find('\n', begin);
  std::size_t carriage_return = searched.find('\r', begin);
  while (feed != carriage_return) {  // npos, both
    const std::size_t found = std::min(feed, carriage_return);
    if (starts_line(text, found + 1)) starts.push_back(static_cast<std::uint32_t>(found + 1));
    if (found == feed) feed = searched.find('\n', found + 1);
    if (found == carriage_return) carriage_return = searched.find('\r', found + 1);
  }
}

}  // namespace

TextLines::TextLines(std::string_view text) {
  find_starts(text, 0, text.size(), starts_);
}

void TextLines::replaced(std::string_view text, Span old, std::uint32_t inserted) {
  units_.clear();
  // A start depends on the bytes on both sides of it, so those at the edit's ends are found anew.
  const auto first = std::lower_bound(starts_.begin(), starts_.end(), old.begin);
  const auto last = std::upper_bound(first, starts_.end(), old.end);
  for (auto at = last; at != starts_.end(); ++at) *at += inserted - old.size();  // modulo 2^32
  std::vector<std::uint32_t> fresh;
  find_starts(text, old.begin, old.begin + inserted, fresh);
  const auto kept = static_cast<std::size_t>(std::min(last - first, std::ssize(fresh)));
  const auto common = fresh.begin() + static_cast<std::ptrdiff_t>(kept);
  const auto after = std::copy(fresh.begin(), common, first);
  starts_.insert(starts_.erase(after, last), common, fresh.end());
}

std::uint32_t TextLines::end_of_line(std::string_view text, std::size_t line) const {
  if (line + 1 == starts_.size()) return static_cast<std::uint32_t>(text.size());
  const std::uint32_t next = starts_[line + 1];
  return next -
         (next - starts_[line] > 1 && text[next - 1] == '\n' && text[next - 2] == '\r' ? 2u : 1u);
}

std::uint32_t TextLines::offset(std::string_view text, TextPosition at, Encoding encoding) const {
  if (at.line >= starts_.size()) return static_cast<std::uint32_t>(text.size());
  const std::uint32_t begin = starts_[at.line];
  const std::string_view line = text.substr(begin, end_of_line(text, at.line) - begin);
  if (encoding == Encoding::utf16)
    return begin + static_cast<std::uint32_t>(utf16_to_offset(line, at.character));
  std::size_t offset = std::min<std::size_t>(at.character, line.size());
  while (offset > 0 && offset < line.size() && is_inside_code_point(line[offset])) --offset;
  return begin + static_cast<std::uint32_t>(offset);
}

TextPosition TextLines::position(std::string_view text, std::uint32_t offset,
                                 Encoding encoding) const {
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::size_t>(next - starts_.begin()) - 1;
  const std::uint32_t begin = starts_[line];
  const std::uint32_t end = std::min(offset, end_of_line(text, line));
  std::uint32_t character = end - begin;
  if (encoding == Encoding::utf16)
    character = character <= stride ? count_units(text.substr(begin, character))
                                    : units_before(text, end) - units_before(text, begin);
  return {static_cast<std::uint32_t>(line), character};
}

std::uint32_t TextLines::units_before(std::string_view text, std::uint32_t offset) const {
  if (units_.empty()) {
    std::uint32_t units = 0;
    for (std::size_t at = 0; at <= text.size(); at += stride) {
      units_.push_back(units);
      units += count_units(text.substr(at, stride));
    }
  }
  const std::uint32_t known = offset / stride;
  return units_[known] + count_units(text.substr(known * stride, offset % stride));
}

Span TextLines::span(std::string_view text, TextRange range, Encoding encoding) const {
  if (range.end < range.start) std::swap(range.start, range.end);
  return {offset(text, range.start, encoding), offset(text, range.end, encoding)};
}

TextRange TextLines::range(std::string_view text, Span span, Encoding encoding) const {
  return {position(text, span.begin, encoding), position(text, span.end, encoding)};
}

}  // namespace keyplate::lsp
