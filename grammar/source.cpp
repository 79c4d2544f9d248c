#include "grammar/source.h"

#include <algorithm>
#include <cassert>

#include "grammar/unicode.h"

namespace keyplate {

Source::Source(std::string name, std::string text, SourcePtr parent,
               std::vector<std::uint32_t> offsets)
    : name_(std::move(name)),
      text_(std::move(text)),
      parent_(std::move(parent)),
      offsets_(std::move(offsets)) {}

SourcePtr Source::file(std::string name, std::string text) {
  assert(text.size() < UINT32_MAX);
  return SourcePtr(new Source(std::move(name), std::move(text), nullptr, {}));
}

SourcePtr Source::derived(SourcePtr parent, std::string text, std::vector<std::uint32_t> offsets) {
  assert(offsets.size() == text.size() + 1);
  std::string name = parent->name();
  return SourcePtr(
      new Source(std::move(name), std::move(text), std::move(parent), std::move(offsets)));
}

std::string Source::reclaim(SourcePtr&& source) {
  const SourcePtr last = std::move(source);
  if (last.use_count() != 1) return {};
  return std::move(std::const_pointer_cast<Source>(last)->text_);  // `file` made it non-const
}

std::string_view Source::text(Span span) const {
  return std::string_view(text_).substr(span.begin, span.size());
}

Location Source::outermost(const SourcePtr& source, Span span) {
  if (!source || !source->parent_) return {source, span};
  return outermost(source->parent_, {source->offsets_[span.begin], source->offsets_[span.end]});
}

Position Source::position(std::uint32_t offset) const {
  const std::string_view before = std::string_view(text_).substr(0, offset);
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1),
          static_cast<std::uint32_t>(count_code_points(before.substr(line_begin)) + 1), offset};
}

Span Source::line_at(std::uint32_t offset) const {
  const std::string_view all = text_;
  const std::size_t begin = offset == 0 ? 0 : all.rfind('\n', offset - 1) + 1;
  std::size_t end = std::min(all.find('\n', offset), all.size());
  if (end > begin && all[end - 1] == '\r') --end;
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace keyplate
