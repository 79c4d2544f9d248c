// The builder's stacks, and what it does where something is missing.

#include <algorithm>

#include "grammar/expression_builder.h"

namespace keyplate::grammar {
namespace {

/// How many levels the tree of an expression may have. A chain of operators nests to the left, so
/// the limit on brackets doesn't keep those who walk the tree from going too deep.
constexpr std::uint32_t tallest = 1000;

}  // namespace

void ExpressionBuilder::missing(Wanted wanted, std::uint32_t offset) {
  errors_.expected(wanted, offset);
  negated_ = false;
  switch (wanted) {
    case Wanted::expression:
    case Wanted::variable:
    case Wanted::dict_key:
    case Wanted::macro_call:
      push_error({offset, offset});
      break;
    case Wanted::member_name:
    case Wanted::filter_name:
    case Wanted::test_name: {
      const Span span = span_of(pop());
      push_error(span);
      break;
    }
    default:
      break;
  }
}

void ExpressionBuilder::junk(Span skipped) {
  const char bracket = frames_.back().bracket;
  errors_.expected(bracket == '('   ? Wanted::comma_or_parenthesis
                   : bracket == '[' ? Wanted::comma_or_bracket
                   : bracket == '{' ? Wanted::comma_or_brace
                                    : Wanted::comma_or_end,
                   skipped.begin);
  if (operands_.size() == frames_.back().operands) return;
  push_error(join(span_of(pop()), skipped));
}

void ExpressionBuilder::missing_close(std::uint32_t offset) {
  const char bracket = frames_.back().bracket;
  errors_.expected(bracket == '('   ? Wanted::closing_parenthesis
                   : bracket == '[' ? Wanted::closing_bracket
                                    : Wanted::closing_brace,
                   offset);
  frames_.back().span.end = offset;
}

bool ExpressionBuilder::is_open(char bracket) const {
  const char opening = bracket == ')' ? '(' : bracket == ']' ? '[' : '{';
  return std::any_of(frames_.begin(), frames_.end(),
                     [opening](const Frame& frame) { return frame.bracket == opening; });
}

// ---- the stacks ----

ExprId ExpressionBuilder::add(Span span, ExprNode node) {
  tree_.exprs.push_back({span, node});
  return static_cast<ExprId>(tree_.exprs.size() - 1);
}

void ExpressionBuilder::push(Span span, ExprNode node, std::uint32_t height) {
  if (height > tallest) {
    errors_.report(span, diag::expression_too_long, tallest);
    errors_.mute();
    push_error(span);
    return;
  }
  operands_.push_back({add(span, node), height});
}

void ExpressionBuilder::push_error(Span span) {
  operands_.push_back({add(span, ErrorExpr{}), 1});
}

ExpressionBuilder::Operand ExpressionBuilder::pop() {
  const Operand operand = operands_.back();
  operands_.pop_back();
  return operand;
}

ExpressionBuilder::Frame ExpressionBuilder::pop_frame() {
  const Frame frame = frames_.back();
  frames_.pop_back();
  return frame;
}

std::uint32_t ExpressionBuilder::tallest_operand(std::size_t first) const {
  std::uint32_t height = 0;
  for (std::size_t i = first; i < operands_.size(); ++i)
    height = std::max(height, operands_[i].height);
  return height;
}

ExprList ExpressionBuilder::take_operands(std::size_t first) {
  const ExprList list{static_cast<std::uint32_t>(tree_.expr_lists.size()),
                      static_cast<std::uint32_t>(operands_.size() - first)};
  for (std::size_t i = first; i < operands_.size(); ++i)
    tree_.expr_lists.push_back(operands_[i].id);
  operands_.resize(first);
  return list;
}

Arguments ExpressionBuilder::take_arguments(std::size_t first) {
  const Arguments list{static_cast<std::uint32_t>(tree_.arguments.size()),
                       static_cast<std::uint32_t>(arguments_.size() - first)};
  const auto from = arguments_.begin() + static_cast<std::ptrdiff_t>(first);
  tree_.arguments.insert(tree_.arguments.end(), from, arguments_.end());
  arguments_.erase(from, arguments_.end());
  return list;
}

}  // namespace keyplate::grammar
