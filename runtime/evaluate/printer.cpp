#include "runtime/evaluate/printer.h"

#include <utility>

namespace keyplate::evaluate {

void Printer::mark(const Origin& origin, bool island, bool secret) {
  secret_ = secret_ || secret;
  map_.emplace_back(text_.size(), island, secret, origin.statement);
}

void Printer::author(std::string_view text, const Origin& origin) {
  mark(origin, false, false);
  text_.append(text);
  lexer_->author(text);
}

std::optional<Refusal> Printer::print(const Value& value, const Origin& origin,
                                      CallContext& context) {
  mark(origin, true, value.secret());
  return lexer_->print(value, text_, context);
}

Rendered Printer::take() {
  Rendered rendered;
  rendered.text = text_.view();
  rendered.map = std::move(map_);
  rendered.secret = secret_;
  return rendered;
}

}  // namespace keyplate::evaluate
