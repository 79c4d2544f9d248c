#pragma once
// The output of one job while it grows: the text, what printed each part of it, and the host lexer
// that decides how values are written.

#include <memory>
#include <optional>
#include <string_view>

#include "runtime/evaluate/captured.h"
#include "runtime/evaluate/render.h"
#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// Every Origin is of the program that runs: what variables print is a text before it gets here.
class Printer {
 public:
  explicit Printer(std::unique_ptr<HostLexer> lexer) : lexer_(std::move(lexer)) {}

  void author(std::string_view text, const Origin& origin);
  std::optional<Refusal> print(const Value& value, const Origin& origin, CallContext& context);
  /// An island that printed nothing.
  void nothing(const Origin& origin) { mark(origin, true, false); }
  bool holds_null() const { return lexer_->holds_null(); }
  bool may_hold_null() const { return lexer_->may_hold_null(); }
  std::size_t size() const { return text_.size(); }
  /// What is wrong with the whole output.
  std::vector<HostError> verify() const { return lexer_->verify(text_.view()); }
  const std::vector<Segment>& map() const { return map_; }
  std::string_view text() const { return text_.view(); }
  Rendered take();

 private:
  void mark(const Origin& origin, bool island, bool secret);

  std::unique_ptr<HostLexer> lexer_;
  TextBuilder text_;
  std::vector<Segment> map_;
  bool secret_ = false;
};

}  // namespace keyplate::evaluate
