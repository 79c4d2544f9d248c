#include <algorithm>
#include <utility>

#include "compiler/suggest.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/failure.h"
#include "runtime/evaluate/macro_function.h"
#include "runtime/evaluate/methods.h"

namespace keyplate::evaluate {

using grammar::ExprId;
using grammar::StatementId;

namespace {

Value first_absorbing(std::span<const Value> values) {
  Value found;
  for (const Value& value : values) {
    if (value.is(Kind::pending)) return value;
    if (value.is_absorbing()) found = value;
  }
  return found;
}

CallPlace place_of(ExprId id) {
  return {static_cast<std::uint32_t>(id), 0};
}

/// Statements are counted from the other end.
CallPlace place_of(StatementId id) {
  return {~static_cast<std::uint32_t>(id), 0};
}

bool is_random(std::uint32_t filter) {
  return compiler::filters()[filter].name == "random";
}

bool any_secret(std::span<const Value> values) {
  return std::any_of(values.begin(), values.end(),
                     [](const Value& value) { return value.secret(); });
}

}  // namespace

/// After anything that may have failed: a diagnostic for what the context recorded, or the result.
Value Evaluator::finish_call(Value result, Span name) {
  if (!context_.failure() && result.depth() <= max_value_depth) [[likely]]
    return stopped() ? failed() : result;
  return finish_call(std::move(result), name, shown(tree_, name));
}

Value Evaluator::finish_call(Value result, Span span, const std::string& name) {
  if (!context_.failure() && result.depth() > max_value_depth)
    context_.fail("makes a value that is nested too deep");
  if (!context_.failure()) return stopped() ? failed() : result;
  const std::string reason = *context_.failure();
  context_.clear();
  return report(span, diag::call_failed, name, reason);
}

// ---- filters and tests ----

Value Evaluator::eval(ExprId id, const grammar::FilterExpr& node) {
  const std::uint32_t filter = program_.expr_binding[static_cast<std::size_t>(id)];
  const Value input = operand(node.input);
  if (auto decided = apply_default(filter, input, node.arguments)) return *std::move(decided);
  if (is_random(filter))
    return apply_random(filter, input, node.name, CallSite(program_, id, scope_));
  return apply_filter(filter, input, node.arguments, node.name, place_of(id));
}

/// `default` looks at its argument only when it needs it: a secret that nobody needs is not read.
std::optional<Value> Evaluator::apply_default(std::uint32_t filter, const Value& input,
                                              grammar::Arguments arguments) {
  const std::string_view name = compiler::filters()[filter].name;
  if ((name != "default" && name != "d") || input.is(Kind::undefined)) return std::nullopt;
  if (input.is_absorbing()) {
    for (const grammar::Argument& argument : tree_.list(arguments)) perhaps(argument.value);
    return input;
  }
  if (arguments.count < 2) return input;
  const Value instead_of_falsy = operand(tree_.list(arguments)[1].value);
  if (instead_of_falsy.is_absorbing()) return instead_of_falsy;
  if (truthy(instead_of_falsy) && !truthy(input)) return std::nullopt;
  return instead_of_falsy.secret() ? input.made_secret() : input;
}

Value Evaluator::apply_filter(std::uint32_t filter, const Value& input,
                              grammar::Arguments arguments, Span name, CallPlace place) {
  const compiler::FilterSpec& spec = compiler::filters()[filter];
  std::vector<Value> bound(spec.fields.size());
  bind(arguments, spec.fields, bound);
  Value absorbing = input.is_absorbing() ? input : first_absorbing(bound);
  if (absorbing.is_absorbing()) {
    called_somehow(bound);
    return absorbing;
  }
  const CallPlace outer = std::exchange(call_backs_, place);
  Value result = call_filter(filter, input, bound, context_);
  call_backs_ = outer;
  if (result.is(Kind::pending)) called_somehow(bound);
  return finish_call(std::move(result), name);
}

Value Evaluator::apply_filter_block(StatementId id, const grammar::FilterBlock& node) {
  const std::uint32_t filter = program_.statement_binding[static_cast<std::size_t>(id)];
  const Value input = settled(captured(node.body));
  if (is_random(filter))
    return apply_random(filter, input, node.name, CallSite(program_, id, scope_));
  return apply_filter(filter, input, node.arguments, node.name, place_of(id));
}

/// The chance is remembered, not the item: that is of the list as it is in this round.
Value Evaluator::apply_random(std::uint32_t filter, const Value& input, Span name,
                              const CallSite& site) {
  if (input.is_absorbing()) return input;
  if (planning()) return Value::pending();
  if (!state_.budget.step(remembered_steps)) return failed();
  const Value chance = state_.world_calls.once(
      site, [&] { return Value::number(state_.world_calls.made_up().fraction()); });
  return finish_call(call_filter(filter, input, {&chance, 1}, context_), name);
}

/// Evaluates arguments into the places of the fields they mean; check has refused what fits
/// nowhere.
void Evaluator::bind(grammar::Arguments arguments, std::span<const compiler::FieldSpec> fields,
                     std::span<Value> bound) {
  std::size_t position = 0;
  for (const grammar::Argument& argument : tree_.list(arguments)) {
    std::size_t at = position;
    if (argument.name.empty()) {
      ++position;
    } else {
      const compiler::FieldSpec* const field = compiler::find(fields, tree_.text(argument.name));
      at = field == nullptr ? bound.size() : static_cast<std::size_t>(field - fields.data());
    }
    Value value = operand(argument.value);
    if (at < bound.size()) bound[at] = std::move(value);
  }
}

Value Evaluator::eval(ExprId id, const grammar::TestExpr& node) {
  const std::uint32_t index = program_.expr_binding[static_cast<std::size_t>(id)];
  const Test test = test_implementations()[index];
  Value value = evaluate(node.value);
  // Whether a variable is there, and what kind it is, doesn't need its leaves; `[7] is odd` does.
  const std::string_view name = compiler::tests()[index].name;
  const bool asks_number = name == "even" || name == "odd";
  if (value.is(Kind::table) && node.arguments.count == 0 && !asks_number) {
    value = value.table().table != nullptr ? Value::dict({}) : Value::list({});
  }
  value = settled(std::move(value));
  std::vector<Value> arguments;
  for (const grammar::Argument& argument : tree_.list(node.arguments))
    arguments.push_back(operand(argument.value));
  if (value.is_absorbing()) return value;
  if (Value absorbing = first_absorbing(arguments); absorbing.is_absorbing()) return absorbing;
  const bool passed = test(value, arguments, context_) != node.negated;
  const bool secret = value.secret() || any_secret(arguments);
  return finish_call(Value::boolean(passed, secret ? flag::secret : Flags{0}), node.name);
}

// ---- calls ----

Value Evaluator::eval(ExprId id, const grammar::Call& node) {
  return call(id, node, nullptr);
}

/// `caller` is the extra argument that a `call` block gives.
Value Evaluator::call(ExprId id, const grammar::Call& node, const Value* caller) {
  const std::uint32_t tag_index = program_.expr_binding[static_cast<std::size_t>(id)];
  if (tag_index != compiler::unbound) return tag(program_.tags[tag_index]);
  const Value function = evaluate(node.callee);
  if (function.is_absorbing()) {
    call_unknown(node, caller);
    return function;
  }
  if (function.is(Kind::function)) return call_function(function, node, caller);
  return report_not_callable(function, tree_[node.callee]);
}

Value Evaluator::report_not_callable(const Value& value, const grammar::Expr& callee) {
  std::string hint;
  const auto* const member = std::get_if<grammar::Member>(&callee.node);
  if (member != nullptr && member->dotted && value.is(Kind::undefined)) {
    const std::string_view name = tree_.text(tree_[member->key].span);
    const auto names = method_names();
    // A method of something else is no misspelling.
    if (std::find(names.begin(), names.end(), name) == names.end())
      hint = compiler::hint(name, names);
  }
  return report(callee.span, diag::not_callable, shown(tree_, callee.span),
                value.is(Kind::table) ? "a dict or list" : kind_name(settled(value)), hint);
}

/// What a method calls; its own arguments were evaluated.
Value Evaluator::call_back(const Value& function, std::span<const Value> arguments) {
  if (!state_.budget.step() || !descend()) return failed();
  call_place_ = call_backs_;
  ++call_backs_.turn;
  Value result = settled(function.function().call(arguments, {}, context_));
  --state_.depth;
  if (stopped()) return failed();
  const bool marks = function.function().takes_anything() || function.function().marks_result();
  return !marks && any_secret(arguments) ? result.made_secret() : result;
}

Value Evaluator::call_function(const Value& function, const grammar::Call& node,
                               const Value* caller) {
  const bool anything = function.function().takes_anything();
  std::vector<Value> arguments;
  std::vector<Keyword> keywords;
  Value absorbing;
  bool secret = false;
  for (const grammar::Argument& argument : tree_.list(node.arguments)) {
    Value value = anything ? evaluate(argument.value) : operand(argument.value);
    if (value.is_absorbing() && !absorbing.is(Kind::pending)) absorbing = value;
    secret = secret || value.secret();
    if (argument.name.empty()) {
      arguments.push_back(std::move(value));
    } else {
      keywords.push_back({tree_.text(argument.name), std::move(value)});
    }
  }
  if (anything) {
    if (caller != nullptr) keywords.push_back({"caller", *caller});
    call_place_ = place_of(node.callee);
    return function.function().call(arguments, keywords, context_);
  }
  if (absorbing.is_absorbing()) {
    called_somehow({&function, 1});
    called_somehow(arguments);
    return absorbing;
  }
  const CallPlace outer = std::exchange(call_backs_, place_of(node.callee));
  Value result = function.function().call(arguments, keywords, context_);
  call_backs_ = outer;
  if (result.is(Kind::pending)) {
    called_somehow({&function, 1});
    called_somehow(arguments);
  }
  result = finish_call(std::move(result), tree_[node.callee].span);
  return secret && !function.function().marks_result() ? result.made_secret() : result;
}

// ---- macros ----

Value MacroFunction::call(std::span<const Value> arguments, std::span<const Keyword> keywords,
                          CallContext&) {
  evaluator_.scope_.push_macro(evaluator_.call_place_);
  Value printed = evaluator_.call_body(macro_.parameters, macro_.body, arguments, keywords);
  evaluator_.scope_.pop();
  return printed;
}

Value CallerFunction::call(std::span<const Value> arguments, std::span<const Keyword> keywords,
                           CallContext& context) {
  if (evaluator_.scope_.serial(frame_) != serial_)
    return context.fail("is only there while the macro runs that its block called");
  evaluator_.scope_.push_caller(frame_, evaluator_.call_place_);
  Value printed = evaluator_.call_body(block_.parameters, block_.body, arguments, keywords);
  evaluator_.scope_.pop();
  return printed;
}

/// Binds parameters in the frame just pushed and captures what the body prints.
Value Evaluator::call_body(grammar::Arguments parameters, grammar::Block body,
                           std::span<const Value> arguments, std::span<const Keyword> keywords) {
  if (state_.nesting >= state_.options.limits.nesting) {
    state_.budget.exhaust(Budget::Limit::nesting);
    return failed();
  }
  if (planning() && loops_in_doubt(body)) {
    explore_body(parameters, body);
    return Value::pending();
  }
  ++state_.nesting;
  bodies_.push_back({body.first, doubt(), false});
  bind_parameters(parameters, arguments, keywords);
  Value printed = captured(body);
  bodies_.pop_back();
  --state_.nesting;
  return printed;
}

/// As Nunjucks does: a position wins over a name, the last of a name's values over the others and a
/// default; positions are first of the
/// parameters without a default, wherever they stand.
void Evaluator::bind_parameters(grammar::Arguments parameters, std::span<const Value> arguments,
                                std::span<const Keyword> keywords) {
  for (const bool with_default : {false, true}) {
    for (std::uint32_t i = parameters.first; i < parameters.first + parameters.count; ++i) {
      if ((tree_.arguments[i].value != ExprId::none) != with_default) continue;
      bind_parameter(i, arguments.empty() ? nullptr : &arguments.front(), keywords);
      if (!arguments.empty()) arguments = arguments.subspan(1);
    }
  }
  for (const Keyword& keyword : keywords) {
    if (keyword.name == "caller") scope_.bind(caller_symbol_, keyword.value);
  }
}

void Evaluator::bind_parameter(std::uint32_t index, const Value* given,
                               std::span<const Keyword> keywords) {
  const grammar::Argument& parameter = tree_.arguments[index];
  const compiler::SymbolId symbol{program_.argument_binding[index]};
  const std::string_view name = tree_.text(parameter.name);
  const auto keyword = std::find_if(keywords.rbegin(), keywords.rend(),
                                    [&](const Keyword& k) { return k.name == name; });
  if (given == nullptr && keyword != keywords.rend()) given = &keyword->value;
  if (parameter.value == ExprId::none)
    return scope_.bind(symbol, given != nullptr ? *given : Value());
  scope_.bind_loosely(symbol, given != nullptr ? *given : evaluate(parameter.value));
}

}  // namespace keyplate::evaluate
