#include <algorithm>

#include "grammar/syntax.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/jsonpath/compare.h"
#include "runtime/evaluate/jsonpath/evaluation.h"

namespace keyplate::evaluate::jsonpath {

bool Evaluation::holds(path::ExprId condition, const Value& current) {
  if (!context_.budget().step() || stopped()) return false;
  const auto one = [&](path::ExprId operand) {
    return holds(operand, current);
  };
  const auto answer = grammar::overloaded{
      [&](const path::Subquery&) { return !nodes_of(condition, current, 1).nodes.empty(); },
      [&](const path::Call& call) { return holds(call, current); },
      [&](const path::Comparison& comparison) { return holds(comparison, current); },
      [&](const path::Not& negation) { return !one(negation.operand); },
      [&](const path::All& all) {
        const auto operands = query_.list(all.operands);
        return std::all_of(operands.begin(), operands.end(), one);
      },
      [&](const path::Any& any) {
        const auto operands = query_.list(any.operands);
        return std::any_of(operands.begin(), operands.end(), one);
      },
      [](const auto&) { return false; },  // literals are no conditions
  };
  return std::visit(answer, query_[condition]);
}

bool Evaluation::holds(const path::Comparison& comparison, const Value& current) {
  const Value left = value_of(comparison.left, current);
  const Value right = value_of(comparison.right, current);
  switch (comparison.comparator) {
    case path::Comparator::equal:
      return json_equal(left, right, context_);
    case path::Comparator::unequal:
      return !json_equal(left, right, context_);
    case path::Comparator::less:
      return json_less(left, right, context_);
    case path::Comparator::less_equal:
      return json_less(left, right, context_) || json_equal(left, right, context_);
    case path::Comparator::greater:
      return json_less(right, left, context_);
    case path::Comparator::greater_equal:
      return json_less(right, left, context_) || json_equal(left, right, context_);
  }
  return false;
}

bool Evaluation::holds(const path::Call& call, const Value& current) {
  const auto arguments = query_.list(call.arguments);
  const Value text = value_of(arguments[0], current);
  const Value pattern = value_of(arguments[1], current);
  if (!text.is(Kind::string) || !pattern.is(Kind::string)) return false;
  const bool whole = call.function == path::Function::match;
  return matcher_.matches(text.text(), pattern, whole ? Matcher::Part::whole : Matcher::Part::any,
                          context_);
}

Value Evaluation::value_of(path::ExprId expr, const Value& current) {
  const path::Expr& node = query_[expr];
  if (std::holds_alternative<path::Subquery>(node)) return only_node(expr, current);
  if (const auto* call = std::get_if<path::Call>(&node)) return value_of(*call, current);
  return literals_[static_cast<std::size_t>(expr)];
}

Value Evaluation::value_of(const path::Call& call, const Value& current) {
  const path::ExprId argument = query_.list(call.arguments).front();
  if (call.function == path::Function::value) return only_node(argument, current);
  if (call.function == path::Function::length) return length(value_of(argument, current));
  const Found found = nodes_of(argument, current, SIZE_MAX);
  return Value::number(static_cast<double>(found.nodes.size()));
}

Value Evaluation::length(const Value& value) {
  if (value.is(Kind::list)) return Value::number(static_cast<double>(value.items().size()));
  if (value.is(Kind::dict)) return Value::number(static_cast<double>(value.dict().size()));
  if (!value.is(Kind::string) || !context_.budget().step(value.text().size() / 16)) return {};
  return Value::number(static_cast<double>(count_code_points(value.text())));
}

Found Evaluation::nodes_of(path::ExprId subquery, const Value& current, std::size_t wanted) {
  const path::Path& path = query_[std::get<path::Subquery>(query_[subquery]).path];
  Found found{wanted, {}};
  visit(path.relative ? current : document_, query_.list(path.segments), found);
  return found;
}

/// What a comparison or function looks into; undefined unless exactly one matches.
Value Evaluation::only_node(path::ExprId subquery, const Value& current) {
  const Found found = nodes_of(subquery, current, 2);
  if (found.nodes.size() != 1) return {};
  secret_ = secret_ || found.nodes.front()->secret();
  return *found.nodes.front();
}

}  // namespace keyplate::evaluate::jsonpath
