#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/failure.h"
#include "runtime/evaluate/loop_source.h"
#include "runtime/evaluate/macro_function.h"
#include "runtime/evaluate/member.h"

namespace keyplate::evaluate {

using grammar::Block;
using grammar::ExprId;
using grammar::StatementId;

void Evaluator::execute(Block block) {
  for (const StatementId id : tree_.list(block)) {
    if (stopped()) return;
    execute(id);
  }
}

void Evaluator::execute(StatementId id) {
  if (!state_.budget.step() || !descend()) return report_exhausted(id);
  std::visit([&](const auto& node) { run(id, node); }, tree_[id].node);
  --state_.depth;
  if (stopped()) [[unlikely]]
    report_exhausted(id);
}

Value Evaluator::captured(Block block) {
  Capture capture;
  Capture* const outer = std::exchange(capture_, &capture);
  execute(block);
  capture_ = outer;
  return finish(std::move(capture));
}

void Evaluator::run(StatementId id, const grammar::ErrorStatement&) {
  print(failed(), id, tree_[id].span);
}

void Evaluator::run(StatementId id, const grammar::Text&) {
  author(tree_.text(tree_[id].span), {&program_, id});
}

void Evaluator::run(StatementId id, const grammar::Output& node) {
  print(evaluate(node.value), id, tree_[node.value].span);
}

void Evaluator::run(StatementId id, const grammar::TagStatement& node) {
  const std::uint32_t index = program_.statement_binding[static_cast<std::size_t>(id)];
  print(tag_as_statement(program_.tags[index]), id, node.name);
}

// ---- branches ----

/// Whether the condition holds; if that can't be said, why.
bool Evaluator::condition(ExprId id, Value& absorbing) {
  Value value = evaluate(id);
  if (value.is(Kind::captured)) value = settled(std::move(value));
  if (value.is_absorbing()) absorbing = value;
  return !value.is_absorbing() && (value.is(Kind::table) || truthy(value));
}

void Evaluator::run(StatementId id, const grammar::If& node) {
  for (const grammar::Branch& branch : tree_.list(node.branches)) {
    Value absorbing;
    if (branch.condition == ExprId::none || condition(branch.condition, absorbing))
      return execute(branch.body);
    if (absorbing.is_absorbing()) return skip(absorbing, id, tree_[branch.condition].span);
  }
}

/// As in JavaScript: cases are compared with `===`, and one without a body falls through to the
/// next.
void Evaluator::run(StatementId id, const grammar::Switch& node) {
  const Value subject = operand(node.subject);
  if (subject.is_absorbing()) return skip(subject, id, tree_[node.subject].span);
  const grammar::Branch* fallback = nullptr;
  bool matched = false;
  for (const grammar::Branch& branch : tree_.list(node.cases)) {
    if (branch.condition == ExprId::none) {
      fallback = &branch;
      continue;
    }
    if (!matched) {
      const Value value = operand(branch.condition);
      if (value.is_absorbing()) return skip(value, id, tree_[branch.condition].span);
      const Value now = as_now(subject);
      if (now.is_absorbing()) return skip(now, id, tree_[node.subject].span);
      matched = strictly_equal(now, value, context_);
    }
    if (matched && branch.body.count > 0) return execute(branch.body);
  }
  if (fallback != nullptr) execute(fallback->body);
}

void Evaluator::skip(const Value& absorbing, StatementId id, Span span) {
  print(absorbing, id, span);
  if (planning() && absorbing.is(Kind::pending)) return explore(id);
  unsettle(absorbing.is(Kind::pending) ? absorbing : failed(), id);
}

void Evaluator::unsettle(const Value& absorbing, Block block) {
  for (const StatementId id : tree_.list(block)) unsettle(absorbing, id);
}

void Evaluator::unsettle(const Value& absorbing, StatementId id) {
  std::visit(grammar::overloaded{
                 [&](const grammar::If& node) {
                   for (const grammar::Branch& branch : tree_.list(node.branches))
                     unsettle(absorbing, branch.body);
                 },
                 [&](const grammar::Switch& node) {
                   for (const grammar::Branch& branch : tree_.list(node.cases))
                     unsettle(absorbing, branch.body);
                 },
                 [&](const grammar::For& node) {
                   scope_.push_loop();
                   unsettle(absorbing, node.body);
                   unsettle(absorbing, node.otherwise);
                   scope_.pop();
                 },
                 [&](const grammar::Set& node) {
                   assign(node, absorbing);
                   unsettle(absorbing, node.body);
                 },
                 [&](const grammar::FilterBlock& node) { unsettle(absorbing, node.body); },
                 [&](const grammar::Macro&) { define(id, absorbing); },
                 [](const auto&) {},
             },
             tree_[id].node);
}

// ---- loops ----

void Evaluator::run(StatementId id, const grammar::For& node) {
  scope_.push_loop();
  Value source = evaluate(node.iterable);
  if (source.is(Kind::captured)) source = settled(std::move(source));
  if (source.is_absorbing()) {
    scope_.pop();
    return skip(source, id, tree_[node.iterable].span);
  }
  const bool any = loop(node, LoopSource(source, node.targets.count > 1, state_.variables));
  if (!any) execute(node.otherwise);
  scope_.pop();
}

/// Whether there was any turn.
bool Evaluator::loop(const grammar::For& node, LoopSource source) {
  LoopState turn;
  turn.length = source.size();
  turn.flags = source.flags();
  scope_.begin_loop(turn);
  for (; source.has(turn.index) && state_.budget.step(); ++turn.index) {
    bind_targets(node, source, turn.index);
    execute(node.body);
  }
  scope_.end_loop();
  return turn.length > 0;
}

void Evaluator::bind_targets(const grammar::For& node, LoopSource& source, std::size_t index) {
  const auto targets = tree_.list(node.targets);
  Value item = source.item(index);
  if (item.is(Kind::pending)) state_.incomplete = true;
  if (targets.size() == 1) return scope_.bind(symbol_of(targets[0]), std::move(item));
  if (source.entries()) {
    scope_.bind(symbol_of(targets[0]), source.key(index));
    scope_.bind(symbol_of(targets[1]), std::move(item));
    for (const ExprId surplus : targets.subspan(2)) scope_.bind(symbol_of(surplus), {});
    return;
  }
  item = settled(std::move(item));
  if (item.is_nullish())
    item = report(tree_[node.iterable].span, diag::call_failed,
                  shown(tree_, tree_[node.iterable].span),
                  fmt::format("has an item that is {}, which has no parts", kind_name(item)));
  for (std::size_t i = 0; i < targets.size(); ++i) {
    Value part = item.is_absorbing() ? item : member(item, Value::number(static_cast<double>(i)));
    scope_.bind(symbol_of(targets[i]), std::move(part));
  }
}

// ---- definitions ----

void Evaluator::run(StatementId, const grammar::Set& node) {
  assign(node, node.value == ExprId::none ? captured(node.body) : evaluate(node.value));
}

void Evaluator::assign(const grammar::Set& node, const Value& value) {
  for (const ExprId target : tree_.list(node.targets)) {
    if (in_doubt()) lose(symbol_of(target));
    scope_.set(symbol_of(target), value);
  }
}

void Evaluator::run(StatementId id, const grammar::Macro& node) {
  define(id, Value::function(new MacroFunction(*this, node)));
}

void Evaluator::define(StatementId id, const Value& value) {
  const compiler::SymbolId symbol{program_.statement_binding[static_cast<std::size_t>(id)]};
  if (in_doubt()) lose(symbol);
  scope_.bind(symbol, value);
}

void Evaluator::run(StatementId id, const grammar::CallBlock& node) {
  const auto* const expr = std::get_if<grammar::Call>(&tree_[node.call].node);
  if (expr == nullptr) return;  // reported when it was parsed
  const Value caller = Value::function(new CallerFunction(*this, node));
  print(call(node.call, *expr, &caller), id, tree_[node.call].span);
}

void Evaluator::run(StatementId id, const grammar::FilterBlock& node) {
  print(apply_filter_block(id, node), id, node.name);
}

/// `check` has refused it.
void Evaluator::run(StatementId id, const grammar::Loader&) {
  print(failed(), id, tree_[id].span);
}

}  // namespace keyplate::evaluate
