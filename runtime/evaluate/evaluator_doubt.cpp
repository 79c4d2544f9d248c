// What a plan does where a render would wait for a value: it goes every way that the value could
// mean, and leaves nothing behind that only one of the ways would. What is reported on the way is
// dropped, for it may never happen.
#include <algorithm>

#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/macro_function.h"

namespace keyplate::evaluate {

using grammar::Block;
using grammar::ExprId;
using grammar::StatementId;

/// As long as it lives, what is evaluated happens only perhaps.
class Evaluator::Doubt {
 public:
  explicit Doubt(Evaluator& evaluator)
      : evaluator_(evaluator), outer_(std::exchange(evaluator.state_.sink, &dropped_)) {
    ++evaluator_.state_.plan->doubt;
    evaluator_.changes_.begin_doubt();
  }
  Doubt(const Doubt&) = delete;
  Doubt& operator=(const Doubt&) = delete;
  ~Doubt() {
    evaluator_.changes_.end_doubt();
    --evaluator_.state_.plan->doubt;
    evaluator_.state_.sink = outer_;
  }

 private:
  Evaluator& evaluator_;
  DiagnosticSink dropped_;
  DiagnosticSink* outer_;
};

void Evaluator::perhaps(ExprId id) {
  if (!planning() || id == ExprId::none) return;
  const Doubt doubt(*this);
  evaluate(id);
}

/// What the block sets may also have stayed as it was.
void Evaluator::perhaps(Block block) {
  if (!planning()) return;
  const Doubt doubt(*this);
  captured(block);
  unsettle(Value::pending(), block);
}

/// A block that may run any number of times, each behind others that changed what it changes.
void Evaluator::explore_often(Block block) {
  const std::size_t forgotten = changes_.forgotten();
  perhaps(block);
  if (changes_.forgotten() > forgotten) perhaps(block);  // what it says without these lists
}

void Evaluator::explore(StatementId id) {
  std::visit(grammar::overloaded{
                 [&](const grammar::If& node) { explore(node); },
                 [&](const grammar::Switch& node) { explore(node); },
                 [&](const grammar::For& node) { explore(node); },
                 [](const auto&) {},
             },
             tree_[id].node);
}

/// What is known of a condition counts: what fails is never run, and nothing behind what holds.
void Evaluator::explore(const grammar::If& node) {
  for (const grammar::Branch& branch : tree_.list(node.branches)) {
    Value unknown;
    bool holds = branch.condition == ExprId::none;
    if (!holds) {
      const Doubt doubt(*this);
      holds = condition(branch.condition, unknown);
    }
    if (holds || unknown.is_absorbing()) perhaps(branch.body);
    if (holds) return;
  }
}

void Evaluator::explore(const grammar::Switch& node) {
  for (const grammar::Branch& branch : tree_.list(node.cases)) {
    perhaps(branch.condition);
    perhaps(branch.body);
  }
}

void Evaluator::explore(const grammar::For& node) {
  const Doubt doubt(*this);
  scope_.push_loop();
  for (const ExprId target : tree_.list(node.targets))
    scope_.bind(symbol_of(target), Value::pending());
  scope_.bind(loop_symbol_, Value::pending());
  unsettle(Value::pending(), node.body);
  explore_often(node.body);
  perhaps(node.otherwise);
  scope_.pop();
}

/// The arguments of a call are evaluated, whatever is called.
void Evaluator::call_unknown(const grammar::Call& call, const Value* caller) {
  if (!planning()) return;
  for (const grammar::Argument& argument : tree_.list(call.arguments)) {
    const Value value = operand(argument.value);
    called_somehow({&value, 1});
  }
  if (caller != nullptr) called_somehow({caller, 1});
}

void Evaluator::called_somehow(std::span<const Value> values) {
  if (!planning()) return;
  for (const Value& value : values) {
    if (value.is(Kind::function)) value.function().called_somehow(context_);
  }
}

void MacroFunction::called_somehow(CallContext&) {
  evaluator_.scope_.push_macro({});
  evaluator_.explore_body(macro_.parameters, macro_.body);
  evaluator_.scope_.pop();
}

void CallerFunction::called_somehow(CallContext&) {
  if (evaluator_.scope_.serial(frame_) != serial_) return;
  evaluator_.scope_.push_caller(frame_, {});
  evaluator_.explore_body(block_.parameters, block_.body);
  evaluator_.scope_.pop();
}

/// Whether the body runs already, and calls itself behind an unknown condition or, in doubt, again
/// and again: it may never end, as it would where it is really called.
bool Evaluator::loops_in_doubt(Block body) const {
  constexpr int again_and_again = 4;
  int calls = 0;
  for (const RunningBody& running : bodies_) {
    if (body.count == 0 || running.first != body.first) continue;
    if (running.doubt < doubt() || (in_doubt() && ++calls == again_and_again)) return true;
  }
  return false;
}

/// Before a name perhaps means something else, and so nobody knows what: a function that it meant
/// may still be called by it.
void Evaluator::lose(compiler::SymbolId symbol) {
  const Value* const known = scope_.find(symbol);
  if (known == nullptr) return;
  const Value value = *known;
  called_somehow({&value, 1});
}

/// Runs the body with arguments that nobody knows, in the frame just pushed. If that is what runs
/// already, there is nothing more to find.
void Evaluator::explore_body(grammar::Arguments parameters, Block body) {
  const bool explored = std::any_of(
      bodies_.begin(), bodies_.end(),
      [&](const RunningBody& running) { return running.first == body.first && running.explored; });
  if (explored || body.count == 0 || state_.nesting >= state_.options.limits.nesting) return;
  ++state_.nesting;
  bodies_.push_back({body.first, doubt(), true});
  for (std::uint32_t i = parameters.first; i < parameters.first + parameters.count; ++i) {
    perhaps(tree_.arguments[i].value);
    scope_.bind(compiler::SymbolId{program_.argument_binding[i]}, Value::pending());
  }
  scope_.bind(caller_symbol_, Value::pending());
  explore_often(body);
  bodies_.pop_back();
  --state_.nesting;
}

}  // namespace keyplate::evaluate
