#include "runtime/evaluate/printer.h"

#include <algorithm>
#include <utility>

namespace keyplate::evaluate {

void Printer::author(std::string_view text, const Origin& origin) {
  text_.mark_author(origin.statement);
  lexer_->author(text, text_);
  text_.append(text);
}

std::optional<Refusal> Printer::print(const Value& value, const Origin& origin,
                                      CallContext& context) {
  const bool secret = value.secret() && !mask_;
  secret_ = secret_ || secret;
  text_.mark_island(origin.statement, secret, value.safe() || value.literal());
  if (value.secret() && mask_)
    return lexer_->print(Value::string(mask_text, flag::mask), text_, context);
  return lexer_->print(value, text_, context);
}

std::size_t segment_at(std::span<const Segment> map, std::size_t offset) {
  const auto after =
      std::upper_bound(map.begin(), map.end(), offset,
                       [](std::size_t at, const Segment& s) { return at < s.begin(); });
  return after == map.begin() ? 0 : static_cast<std::size_t>(after - map.begin()) - 1;
}

std::string_view Printer::printed(std::size_t index) const {
  const std::size_t begin = map()[index].begin();
  const std::size_t end = index + 1 < map().size() ? map()[index + 1].begin() : text().size();
  return text().substr(begin, end - begin);
}

Rendered Printer::take() {
  Rendered rendered;
  rendered.text = text_.view();
  rendered.map = text_.take_map();
  rendered.secret = secret_;
  return rendered;
}

}  // namespace keyplate::evaluate
