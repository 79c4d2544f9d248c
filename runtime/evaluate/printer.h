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
  Printer(std::unique_ptr<HostLexer> lexer, bool mask) : lexer_(std::move(lexer)), mask_(mask) {}

  void author(std::string_view text, const Origin& origin);
  std::optional<Refusal> print(const Value& value, const Origin& origin, CallContext& context);
  /// An island that printed nothing.
  void nothing(const Origin& origin) { text_.mark_island(origin.statement, false, false); }
  /// Nothing follows.
  void finish() { lexer_->finish(text_); }
  bool holds_null() const { return lexer_->holds_null(); }
  bool may_hold_null() const { return lexer_->may_hold_null(); }
  std::size_t size() const { return text_.size(); }
  /// What is wrong with the whole output.
  std::vector<HostError> verify() const { return lexer_->verify(text_.view()); }
  const std::vector<Segment>& map() const { return text_.map(); }
  /// Values that turned out not to fit where they stand.
  const std::vector<HostText::LateRefusal>& late() const { return text_.late(); }
  /// What the segment of that index printed.
  std::string_view printed(std::size_t index) const;
  std::string_view text() const { return text_.view(); }
  Rendered take();

 private:
  std::unique_ptr<HostLexer> lexer_;
  HostText text_;
  bool mask_;  ///< secrets are printed as `mask_text`
  bool secret_ = false;
};

}  // namespace keyplate::evaluate
