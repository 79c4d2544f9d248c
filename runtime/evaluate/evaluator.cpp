#include "runtime/evaluate/evaluator.h"

#include <algorithm>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/failure.h"

namespace keyplate::evaluate {

Evaluator::Evaluator(const compiler::Program& program, RenderState& state)
    : program_(program),
      tree_(program.tree),
      state_(state),
      context_(state.budget, state.options.undefined, this),
      literals_(program.strings.size()),
      loop_symbol_(state.symbols.intern("loop")),
      caller_symbol_(state.symbols.intern("caller")) {}

void Evaluator::print(Printer& printer) {
  printer_ = &printer;
  execute(tree_.body);
  printer_ = nullptr;
}

Value Evaluator::text() {
  Capture capture;
  capture_ = &capture;
  execute(tree_.body);
  capture_ = nullptr;
  return settled(finish(std::move(capture)));
}

Value Evaluator::finish(Capture capture) {
  if (capture.pending) return Value::pending();
  if (capture.failed) return Value::failed(reported_failure);
  const bool secret = std::any_of(capture.pieces.begin(), capture.pieces.end(),
                                  [](const Piece& piece) { return piece.value.secret(); });
  return Value::captured(new Captured(std::move(capture.pieces)), secret ? flag::secret : Flags{0});
}

/// Captured output as the text it would be in a plain file.
Value Evaluator::flattened(const Captured& captured) {
  TextBuilder text;
  bool secret = false;
  for (const Piece& piece : captured.pieces()) {
    secret = secret || piece.value.secret();
    if (piece.value.is_nullish()) {
      if (!prints_nothing(piece.value, printed(piece.origin).span)) return failed();
    } else if (!append_text(piece.value, text, context_)) {
      return finish_call(failed(), printed(piece.origin).span);
    }
  }
  return text.finish(secret ? flag::secret : Flags{0});
}

Value Evaluator::settled(Value value) {
  if (value.is(Kind::captured)) return flattened(value.captured());
  if (value.is(Kind::table)) value = state_.variables.evaluated(value.table());
  if (changes_.any()) [[unlikely]]
    return changes_.current_within(std::move(value), context_);
  return value;
}

Value Evaluator::current(Value value) {
  if (!value.is(Kind::table)) return changes_.current(std::move(value));
  const Value* const known = state_.variables.known(value.table());
  const Value* const copy = known != nullptr ? changes_.copy_of(*known) : nullptr;
  return copy != nullptr ? changes_.current(*copy) : value;
}

Value Evaluator::failed() {
  return Value::failed(reported_failure);
}

}  // namespace keyplate::evaluate
