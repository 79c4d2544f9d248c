#include "runtime/evaluate/printer.h"

#include <utility>

namespace keyplate::evaluate {

void Printer::author(std::string_view text, const Origin& origin) {
  text_.mark(origin, false, false);
  lexer_->author(text, text_);
  text_.append(text);
}

std::optional<Refusal> Printer::print(const Value& value, const Origin& origin,
                                      CallContext& context) {
  const bool secret = value.secret() && !mask_;
  secret_ = secret_ || secret;
  text_.mark(origin, true, secret);
  if (value.secret() && mask_) return lexer_->print(Value::string(mask_text), text_, context);
  return lexer_->print(value, text_, context);
}

Rendered Printer::take() {
  Rendered rendered;
  rendered.text = text_.view();
  rendered.map = text_.take_map();
  rendered.secret = secret_;
  return rendered;
}

}  // namespace keyplate::evaluate
