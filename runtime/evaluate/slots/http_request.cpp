#include "runtime/evaluate/slots/http_request.h"

#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {

void RequestLine::note(char c) {
  letters_ = letters_ && ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
  if (size_ < word_.size()) word_[size_] = c;
  ++size_;
}

void RequestLine::step(char c, HostText& out) {
  const bool blank = c == ' ' || c == '\t';
  if (first_word_ && blank && size_ > 0) {
    first_word_ = false;
    if (letters_) {
      url_ = {};
      return;
    }
  }
  if (first_word_ && !blank) note(c);
  url_.step(c, out);
}

std::optional<Refusal> RequestLine::print(const Value& value, CallContext& context, HostText& out) {
  const ScalarText text(value, "a URL", context);
  if (text.refusal()) return text.refusal();
  if (first_word_)
    for (const char c : text.view()) note(c);
  auto refusal = url_.print(value, text.view(), out);
  if (refusal) step('x', out);
  return refusal;
}

}  // namespace keyplate::evaluate
