#include "lsp/document.h"

#include <utility>

#include "lsp/uri.h"

namespace keyplate::lsp {

Document::Document(std::string uri, std::string text)
    : path(path_of(uri).value_or("")),
      uri_(std::move(uri)),
      source_(Source::file(path.empty() ? uri_ : path, std::move(text))),
      lines_(source_->text()) {}

bool Document::change(std::optional<TextRange> range, std::string_view text, Encoding encoding) {
  const auto size = static_cast<std::uint32_t>(source_->text().size());
  const Span old = range ? lines_.span(source_->text(), *range, encoding) : Span{0, size};
  if (size - old.size() + text.size() > largest_document) return false;
  found.clear();
  const std::string name = source_->name();
  std::string whole =
      source_.use_count() > 1 ? std::string(source_->text()) : Source::reclaim(std::move(source_));
  whole.replace(old.begin, old.size(), text);
  source_ = Source::file(name, std::move(whole));
  if (range) {
    lines_.replaced(source_->text(), old, static_cast<std::uint32_t>(text.size()));
  } else {
    lines_ = TextLines(source_->text());
  }
  return true;
}

}  // namespace keyplate::lsp
