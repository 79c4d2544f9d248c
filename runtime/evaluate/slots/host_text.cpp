#include "runtime/evaluate/slots/host_text.h"

namespace keyplate::evaluate {

void HostText::rewrite(IslandId island, std::size_t begin, std::size_t length,
                       std::string_view text) {
  text_.replace(begin, length, text);
  for (std::size_t i = static_cast<std::size_t>(island) + 1; i < map_.size(); ++i)
    map_[i].move(text.size() - length);
}

void HostText::rewrite_all(std::span<const Edit> edits) {
  if (edits.empty()) return;
  const std::size_t first = edits.front().begin;
  TextBuilder rest(size() - first);
  std::size_t at = first;
  std::size_t added = 0;  // modulo
  std::size_t segment = static_cast<std::size_t>(edits.front().island) + 1;
  for (const Edit& edit : edits) {
    for (; segment <= static_cast<std::size_t>(edit.island); ++segment) map_[segment].move(added);
    rest.append(view().substr(at, edit.begin - at));
    rest.append(edit.text);
    at = edit.begin + edit.length;
    added += edit.text.size() - edit.length;
  }
  for (; segment < map_.size(); ++segment) map_[segment].move(added);
  rest.append(view().substr(at));
  text_.replace(first, size() - first, rest.view());
}

void HostText::refuse(IslandId island, Refusal refusal) {
  late_.push_back({island, std::move(refusal)});
}

}  // namespace keyplate::evaluate
