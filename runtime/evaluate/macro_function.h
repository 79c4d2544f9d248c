#pragma once
// Macros and callers as values.

#include <span>

#include "runtime/evaluate/evaluator.h"

namespace keyplate::evaluate {

/// What a `macro` statement defines. Its evaluator outlives it: functions don't leave their
/// program.
class MacroFunction : public Function {
 public:
  MacroFunction(Evaluator& evaluator, const grammar::Macro& macro)
      : evaluator_(evaluator), macro_(macro) {}
  Value call(std::span<const Value> arguments, std::span<const Keyword> keywords,
             CallContext& context) override;
  void called_somehow(CallContext& context) override;
  bool takes_anything() const override { return true; }

 private:
  Evaluator& evaluator_;
  const grammar::Macro& macro_;
};

/// What `caller` is while a macro runs that a `call` block called.
class CallerFunction : public Function {
 public:
  CallerFunction(Evaluator& evaluator, const grammar::CallBlock& block)
      : evaluator_(evaluator),
        block_(block),
        frame_(evaluator.scope_.current()),
        serial_(evaluator.scope_.serial(frame_)) {}
  Value call(std::span<const Value> arguments, std::span<const Keyword> keywords,
             CallContext& context) override;
  void called_somehow(CallContext& context) override;
  bool takes_anything() const override { return true; }

 private:
  Evaluator& evaluator_;
  const grammar::CallBlock& block_;
  Scope::FrameIndex frame_;  ///< where the block stands
  std::uint64_t serial_;
};

}  // namespace keyplate::evaluate
