#include "grammar/expression_builder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "grammar/lexical.h"

namespace keyplate::grammar {
namespace {

struct OperatorRow {
  std::string_view text;
  BinaryOperator op;
  std::uint8_t strength;  ///< how strongly it takes operands from operators before it
  std::uint8_t hold;      ///< how strongly it holds them against operators behind it
};

// All bind to the left. Quotients (`//`, `%`) wait for each other: see apply_quotients.
constexpr std::uint8_t not_strength = 3;
constexpr std::uint8_t comparison_strength = 5;
// clang-format off
constexpr OperatorRow operators[] = {
    {"or", BinaryOperator::logical_or, 1, 1},
    {"and", BinaryOperator::logical_and, 2, 2},
    {"in", BinaryOperator::in, 4, 4},
    {"not in", BinaryOperator::not_in, 4, 4},
    {"==", BinaryOperator::equal, 5, 5},
    {"!=", BinaryOperator::not_equal, 5, 5},
    {"===", BinaryOperator::strict_equal, 5, 5},
    {"!==", BinaryOperator::strict_not_equal, 5, 5},
    {"<", BinaryOperator::less, 6, 6},
    {"<=", BinaryOperator::less_equal, 6, 6},
    {">", BinaryOperator::greater, 6, 6},
    {">=", BinaryOperator::greater_equal, 6, 6},
    {"+", BinaryOperator::add, 7, 7},
    {"-", BinaryOperator::subtract, 7, 7},
    {"~", BinaryOperator::concatenate, 7, 7},
    {"*", BinaryOperator::multiply, 8, 8},
    {"/", BinaryOperator::divide, 8, 8},
    {"%", BinaryOperator::modulo, 9, 8},
    {"//", BinaryOperator::floor_divide, 9, 8},
    {"**", BinaryOperator::power, 10, 10},
};
// clang-format on

const OperatorRow& row(BinaryOperator op) {
  return *std::find_if(std::begin(operators), std::end(operators),
                       [op](const auto& r) { return r.op == op; });
}

double number_value(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc::result_out_of_range ? HUGE_VAL : value;
}

}  // namespace

ExpressionBuilder::ExpressionBuilder(Tree& tree, SyntaxErrors& errors, unsigned nesting)
    : tree_(tree), errors_(errors), nesting_(nesting) {}

void ExpressionBuilder::begin_island(Span content) {
  operands_.clear();
  operators_.clear();
  arguments_.clear();
  frames_.clear();
  frames_.push_back({});
  frames_.back().span = content;
  parts_.operands.clear();
  parts_.arguments = {};
  parts_.name = {};
  parts_.assigned = false;
}

const IslandParts& ExpressionBuilder::finish_island() {
  for (const Operand& operand : operands_) parts_.operands.push_back(operand.id);
  if (!arguments_.empty()) parts_.arguments = take_arguments(0);
  return parts_;
}

// ---- operands ----

void ExpressionBuilder::string(Span token) {
  const Span content{token.begin + 1, token.end - 1};
  const std::string_view text = tree_.text(content);
  push(token, StringLiteral{content, std::memchr(text.data(), '\\', text.size()) != nullptr});
}

void ExpressionBuilder::number(Span token) {
  push(token, NumberLiteral{number_value(tree_.text(token))});
}

void ExpressionBuilder::regex(Span token) {
  const auto slash = static_cast<std::uint32_t>(token.begin + tree_.text(token).rfind('/'));
  push(token, RegexLiteral{{token.begin + 2, slash}, {slash + 1, token.end}});
}

void ExpressionBuilder::unterminated(Span token) {
  const char quote = tree_.text(token)[0];
  errors_.unterminated(token, is_quote(quote) ? quote : '/');
  push_error(token);
}

// ---- brackets ----

void ExpressionBuilder::open(Span bracket) {
  Frame frame;
  frame.span = bracket;
  frame.operands = static_cast<std::uint32_t>(operands_.size());
  frame.operators = static_cast<std::uint32_t>(operators_.size());
  frame.arguments = static_cast<std::uint32_t>(arguments_.size());
  frame.bracket = tree_.text(bracket)[0];
  frames_.push_back(frame);
}

bool ExpressionBuilder::too_deep() {
  if (frames_.size() - 1 <= nesting_) return false;
  errors_.report(frames_.back().span, diag::nesting_too_deep, nesting_);
  errors_.mute();
  return true;
}

void ExpressionBuilder::group() {
  const Frame frame = pop_frame();
  const std::uint32_t height = tallest_operand(frame.operands) + 1;
  push(frame.span, Group{take_operands(frame.operands)}, height);
}

void ExpressionBuilder::list() {
  const Frame frame = pop_frame();
  const std::uint32_t height = tallest_operand(frame.operands) + 1;
  push(frame.span, ListLiteral{take_operands(frame.operands)}, height);
}

void ExpressionBuilder::dict() {
  const Frame frame = pop_frame();
  const std::uint32_t height = tallest_operand(frame.operands) + 1;
  push(frame.span, DictLiteral{take_operands(frame.operands)}, height);
}

void ExpressionBuilder::call() {
  const Frame frame = pop_frame();
  const Arguments arguments = take_arguments(frame.arguments);
  const Operand callee = pop();
  push(join(span_of(callee), frame.span), Call{callee.id, arguments},
       std::max(callee.height, frame.height) + 1);
}

void ExpressionBuilder::subscript() {
  const Frame frame = pop_frame();
  const Operand key = pop();
  const Operand object = pop();
  push(join(span_of(object), frame.span), Member{object.id, key.id, false},
       std::max(object.height, key.height) + 1);
}

/// The filter is the operand below its arguments.
void ExpressionBuilder::filter_arguments() {
  const Frame frame = pop_frame();
  const Arguments arguments = take_arguments(frame.arguments);
  Expr& expr = tree_.exprs[static_cast<std::uint32_t>(top().id)];
  if (auto* const filter = std::get_if<FilterExpr>(&expr.node)) filter->arguments = arguments;
  expr.span.end = frame.span.end;
  top().height = std::max(top().height, frame.height + 1);
}

void ExpressionBuilder::test_arguments() {
  const Frame frame = pop_frame();
  const Arguments arguments = take_arguments(frame.arguments);
  Expr& expr = tree_.exprs[static_cast<std::uint32_t>(top().id)];
  if (auto* const test = std::get_if<TestExpr>(&expr.node)) test->arguments = arguments;
  expr.span.end = frame.span.end;
  top().height = std::max(top().height, frame.height + 1);
}

void ExpressionBuilder::island_arguments() {
  parts_.arguments = take_arguments(pop_frame().arguments);
}

// ---- behind an operand ----

void ExpressionBuilder::member(Span key) {
  const Operand object = pop();
  const ExprId name = add(key, StringLiteral{key, false});
  push(join(span_of(object), key), Member{object.id, name, true}, object.height + 1);
}

void ExpressionBuilder::filter(Span name) {
  const Operand input = pop();
  push(join(span_of(input), name), FilterExpr{name, input.id, {}}, input.height + 1);
}

void ExpressionBuilder::test(Span name) {
  const Operand value = pop();
  push(join(span_of(value), name), TestExpr{value.id, name, {}, negated_}, value.height + 1);
  negated_ = false;
}

// ---- operators ----

void ExpressionBuilder::sign(Span token) {
  const bool minus = tree_.text(token) == "-";
  operators_.push_back({Operator::Kind::sign,
                        UINT8_MAX,
                        {},
                        minus ? UnaryOperator::negate : UnaryOperator::plus,
                        token});
}

void ExpressionBuilder::signed_operand() {
  while (operators_.size() > frames_.back().operators &&
         operators_.back().kind == Operator::Kind::sign) {
    const Operator op = operators_.back();
    operators_.pop_back();
    const Operand operand = pop();
    push(join(op.span, span_of(operand)), Unary{op.sign, operand.id}, operand.height + 1);
  }
}

void ExpressionBuilder::operator_token(Span token) {
  const std::string_view text = tree_.text(token);
  const auto* const found = std::find_if(std::begin(operators), std::end(operators),
                                         [&](const auto& r) { return r.text == text; });
  binary(found->op, token);
}

void ExpressionBuilder::binary(BinaryOperator op, Span token) {
  const OperatorRow& r = row(op);
  reduce(r.strength);
  if (op == BinaryOperator::floor_divide && quotient_waits()) apply_quotients(false);
  operators_.push_back({Operator::Kind::binary, r.hold, op, {}, token});
}

void ExpressionBuilder::logical_not(Span token) {
  operators_.push_back(
      {Operator::Kind::logical_not, not_strength, {}, UnaryOperator::logical_not, token});
}

void ExpressionBuilder::comparison() {
  reduce(comparison_strength);
}

void ExpressionBuilder::expression() {
  reduce(0);
}

void ExpressionBuilder::inline_if() {
  const Operand condition = pop();
  const Operand then = pop();
  push(join(span_of(then), span_of(condition)), InlineIf{then.id, condition.id, ExprId::none},
       std::max(then.height, condition.height) + 1);
}

void ExpressionBuilder::inline_else() {
  const Operand otherwise = pop();
  Expr& expr = tree_.exprs[static_cast<std::uint32_t>(top().id)];
  if (auto* const conditional = std::get_if<InlineIf>(&expr.node))
    conditional->otherwise = otherwise.id;
  expr.span = join(expr.span, span_of(otherwise));
  top().height = std::max(top().height, otherwise.height + 1);
}

// ---- arguments ----

void ExpressionBuilder::argument() {
  const Operand value = pop();
  frames_.back().height = std::max(frames_.back().height, value.height);
  arguments_.push_back({{}, value.id});
}

void ExpressionBuilder::keyword() {
  const Operand key = pop();
  const Expr& expr = tree_[key.id];
  Span name = expr.span;
  if (const auto* const string = std::get_if<StringLiteral>(&expr.node)) {
    name = string->content;
  } else if (!std::holds_alternative<NameExpr>(expr.node)) {
    errors_.report(name, diag::expected_token, "a name before `=`", "an expression");
  }
  // The name is no expression: it must not be looked up as a variable.
  if (static_cast<std::size_t>(key.id) + 1 == tree_.exprs.size()) tree_.exprs.pop_back();
  arguments_.push_back({name, ExprId::none});
}

void ExpressionBuilder::keyword_value() {
  const Operand value = pop();
  frames_.back().height = std::max(frames_.back().height, value.height);
  arguments_.back().value = value.id;
}

void ExpressionBuilder::parameter(Span name) {
  arguments_.push_back({name, ExprId::none});
}

// ---- islands ----

void ExpressionBuilder::require_call() {
  const Span span = span_of(top());
  if (std::holds_alternative<Call>(tree_[top().id].node)) return;
  errors_.expected(Wanted::macro_call, span.begin);
  pop();
  push_error(span);
}

void ExpressionBuilder::alias() {
  const Operand name = pop();
  pop();
  operands_.push_back(name);
}

}  // namespace keyplate::grammar
