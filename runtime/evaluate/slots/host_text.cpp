#include "runtime/evaluate/slots/host_text.h"

namespace keyplate::evaluate {

void HostText::rewrite(IslandId island, std::size_t begin, std::size_t length,
                       std::string_view text) {
  text_.replace(begin, length, text);
  for (std::size_t i = static_cast<std::size_t>(island) + 1; i < map_.size(); ++i)
    map_[i].move(text.size() - length);
}

void HostText::refuse(IslandId island, Refusal refusal) {
  late_.push_back({island, std::move(refusal)});
}

}  // namespace keyplate::evaluate
