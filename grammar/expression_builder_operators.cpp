// How operators take their operands: by the precedence of the JavaScript that Nunjucks prints.

#include <algorithm>

#include "grammar/expression_builder.h"

namespace keyplate::grammar {
namespace {

/// Nunjucks prints these as JavaScript operators, the others as calls.
bool is_spelled_out(BinaryOperator op) {
  return op != BinaryOperator::in && op != BinaryOperator::not_in &&
         op != BinaryOperator::floor_divide && op != BinaryOperator::power;
}

constexpr std::uint8_t modulo_hold = 8;  // as of `*` and `/`

bool is_quotient(BinaryOperator op) {
  return op == BinaryOperator::modulo || op == BinaryOperator::floor_divide;
}

}  // namespace

void ExpressionBuilder::reduce(std::uint8_t strength) {
  while (operators_.size() > frames_.back().operators && operators_.back().strength >= strength) {
    if (quotient_waits()) {
      apply_quotients(true);
      continue;
    }
    const Operator op = operators_.back();
    operators_.pop_back();
    apply(op);
  }
}

bool ExpressionBuilder::quotient_waits() const {
  if (operators_.size() == frames_.back().operators) return false;
  const Operator& last = operators_.back();
  return last.kind == Operator::Kind::binary && is_quotient(last.binary);
}

/// Applies the `%` on top of the stack and the `//` before them, which Nunjucks prints as one
/// `Math.floor(a / b % c)`. Without a `//` they are JavaScript's, and a `*` or `/` before them
/// comes first, unless a `//` is yet to come.
void ExpressionBuilder::apply_quotients(bool is_all) {
  std::size_t first = operators_.size() - 1;
  const auto before = [&] {
    const bool any = first > frames_.back().operators;
    return any && operators_[first - 1].kind == Operator::Kind::binary ? &operators_[first - 1]
                                                                       : nullptr;
  };
  const auto is_floor = [&] {
    return operators_[first].binary == BinaryOperator::floor_divide;
  };
  while (!is_floor() && before() && is_quotient(before()->binary)) --first;
  if (!is_floor() && is_all && before() && before()->strength == modulo_hold) --first;
  const bool rounds_more = is_floor() && first + 1 < operators_.size();
  if (rounds_more) operators_[first].binary = BinaryOperator::divide;
  apply_from_left(first);
  if (!rounds_more) return;
  const Operand quotient = pop();
  push(span_of(quotient), Unary{UnaryOperator::floor, quotient.id}, quotient.height + 1);
}

void ExpressionBuilder::apply_from_left(std::size_t first) {
  const auto begin = operators_.begin() + static_cast<std::ptrdiff_t>(first);
  const std::vector<Operator> waiting(begin, operators_.end());
  operators_.erase(begin, operators_.end());
  const auto operand = operands_.end() - static_cast<std::ptrdiff_t>(waiting.size());
  const std::vector<Operand> right(operand, operands_.end());
  operands_.erase(operand, operands_.end());
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    operands_.push_back(right[i]);
    apply_binary(waiting[i]);
  }
}

void ExpressionBuilder::apply(const Operator& op) {
  if (op.kind == Operator::Kind::binary) {
    apply_binary(op);
  } else {
    apply_not(op);
  }
}

void ExpressionBuilder::apply_binary(const Operator& op) {
  const Operand right = pop();
  const Operand left = pop();
  push(join(span_of(left), span_of(right)), Binary{op.binary, left.id, right.id, op.span},
       std::max(left.height, right.height) + 1);
}

/// `!` takes the leftmost operand of what JavaScript would see spelled out behind it.
void ExpressionBuilder::apply_not(const Operator& op) {
  const Operand target = pop();
  ExprId parent = ExprId::none;
  ExprId leaf = target.id;
  while (const auto* const binary = std::get_if<Binary>(&tree_[leaf].node)) {
    if (!is_spelled_out(binary->op)) break;
    tree_.exprs[static_cast<std::uint32_t>(leaf)].span.begin = op.span.begin;
    parent = leaf;
    leaf = binary->left;
  }
  const Unary negation{UnaryOperator::logical_not, leaf};
  const Span span = join(op.span, tree_[leaf].span);
  if (parent == ExprId::none) return push(span, negation, target.height + 1);
  const ExprId wrapped = add(span, negation);
  std::get<Binary>(tree_.exprs[static_cast<std::uint32_t>(parent)].node).left = wrapped;
  operands_.push_back({target.id, target.height + 1});
}

}  // namespace keyplate::grammar
