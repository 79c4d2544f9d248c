#include <cmath>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/failure.h"
#include "runtime/evaluate/member.h"
#include "runtime/evaluate/regex_object.h"

namespace keyplate::evaluate {

using grammar::BinaryOperator;
using grammar::ExprId;
using grammar::UnaryOperator;

namespace {

/// Pending wins: what failed may turn out to matter less once the rest is there.
const Value& absorbed(const Value& left, const Value& right) {
  return left.is(Kind::pending) || !right.is_absorbing() ? left : right;
}

Flags taint(const Value& left, const Value& right) {
  return (left.flags() | right.flags()) & flag::secret;
}

bool ordered(BinaryOperator op, std::partial_ordering order) {
  switch (op) {
    case BinaryOperator::less:
      return order < 0;
    case BinaryOperator::less_equal:
      return order <= 0;
    case BinaryOperator::greater:
      return order > 0;
    default:
      return order >= 0;
  }
}

double arithmetic(BinaryOperator op, double left, double right) {
  switch (op) {
    case BinaryOperator::subtract:
      return left - right;
    case BinaryOperator::multiply:
      return left * right;
    case BinaryOperator::divide:
      return left / right;
    case BinaryOperator::floor_divide:
      return std::floor(left / right);
    case BinaryOperator::modulo:
      return std::fmod(left, right);
    default:
      break;
  }
  // JavaScript's Math.pow differs from C's in these two.
  if (std::isnan(right) || (std::fabs(left) == 1 && std::isinf(right))) return std::nan("");
  return std::pow(left, right);
}

}  // namespace

Value Evaluator::evaluate(ExprId id) {
  if (!state_.budget.step() || !descend()) return failed();
  Value value = std::visit([&](const auto& node) { return eval(id, node); }, tree_[id].node);
  --state_.depth;
  if (changes_.any()) [[unlikely]]
    return current(std::move(value));
  return value;
}

Value Evaluator::eval(ExprId, const grammar::ErrorExpr&) {
  return failed();
}

Value Evaluator::eval(ExprId id, const grammar::StringLiteral&) {
  return literal(program_.expr_binding[static_cast<std::size_t>(id)]);
}

Value Evaluator::literal(std::uint32_t index) {
  Value& value = literals_[index];
  if (value.is(Kind::undefined)) value = Value::borrowed(program_.strings[index], flag::literal);
  return value;
}

Value Evaluator::eval(ExprId, const grammar::NumberLiteral& literal) {
  return Value::number(literal.value);
}

Value Evaluator::eval(ExprId, const grammar::BooleanLiteral& literal) {
  return Value::boolean(literal.value);
}

Value Evaluator::eval(ExprId, const grammar::NoneLiteral&) {
  return Value::null();
}

/// A new value each time, for it remembers where it matched.
Value Evaluator::eval(ExprId id, const grammar::RegexLiteral& node) {
  std::shared_ptr<const Regex>& known = regexes_[id];
  if (known == nullptr) {
    const auto flags =
        compiler::regex_flags(tree_.text(node.flags)).value_or(compiler::RegexFlags());
    auto made = Regex::compile(tree_.text(node.pattern), flags);
    if (const auto* error = std::get_if<compiler::RegexError>(&made))
      return report(tree_[id].span, diag::invalid_regex, error->message);
    known = std::get<std::shared_ptr<const Regex>>(std::move(made));
  }
  return Value::function(new RegexObject(known));
}

Value Evaluator::eval(ExprId id, const grammar::NameExpr&) {
  const compiler::SymbolId symbol{program_.expr_binding[static_cast<std::size_t>(id)]};
  if (const Value* local = scope_.find(symbol)) return *local;
  if (symbol == loop_symbol_) {
    if (const LoopState* loop = scope_.loop()) return loop_value(*loop);
  }
  Value value = state_.variables.find(symbol);
  if (value.is(Kind::pending)) state_.incomplete = true;
  return value;
}

Value Evaluator::loop_value(const LoopState& loop) {
  Dict members;
  const auto index = static_cast<double>(loop.index);
  const auto length = static_cast<double>(loop.length);
  members.set("index", Value::number(index + 1));
  members.set("index0", Value::number(index));
  members.set("revindex", Value::number(length - index, loop.flags));
  members.set("revindex0", Value::number(length - index - 1, loop.flags));
  members.set("first", Value::boolean(loop.index == 0));
  members.set("last", Value::boolean(loop.index + 1 == loop.length, loop.flags));
  members.set("length", Value::number(length, loop.flags));
  return Value::dict(std::move(members));
}

/// `loop.index` and its like without making all of `loop`.
std::optional<Value> Evaluator::loop_member(const grammar::Member& member) {
  if (!member.dotted || !std::holds_alternative<grammar::NameExpr>(tree_[member.object].node))
    return std::nullopt;
  if (compiler::SymbolId{program_.expr_binding[static_cast<std::size_t>(member.object)]} !=
      loop_symbol_)
    return std::nullopt;
  const LoopState* const loop = scope_.loop();
  if (loop == nullptr || scope_.find(loop_symbol_) != nullptr) return std::nullopt;
  const std::string_view key = tree_.text(member.key);
  if (key == "index") return Value::number(static_cast<double>(loop->index + 1));
  if (key == "index0") return Value::number(static_cast<double>(loop->index));
  if (key == "first") return Value::boolean(loop->index == 0);
  if (key == "last") return Value::boolean(loop->index + 1 == loop->length, loop->flags);
  return std::nullopt;
}

Value Evaluator::eval(ExprId, const grammar::Member& node) {
  if (auto value = loop_member(node)) return *std::move(value);
  Value object = evaluate(node.object);
  if (object.is(Kind::captured)) object = settled(std::move(object));
  const Value key = property_key(node.key);
  if (object.is_absorbing() || key.is_absorbing()) return absorbed(object, key);
  if (!object.is(Kind::table)) {
    // Positions are UTF-16 units of UTF-8 text, so finding one means reading what is before it.
    if (object.is(Kind::string)) state_.budget.step(object.text().size() / 64);
    return member(object, key);
  }
  Value value = state_.variables.member(object.table(), key);
  if (value.is(Kind::pending)) state_.incomplete = true;
  return value;
}

/// As JavaScript's ToPropertyKey: what is no number is a text. A function has none and is no key.
Value Evaluator::property_key(ExprId id) {
  Value key = operand(id);
  if (key.is(Kind::string) || key.is(Kind::number) || key.is(Kind::function) || key.is_absorbing())
    return key;
  return finish_call(to_text(key, context_), tree_[id].span);
}

Value Evaluator::eval(ExprId, const grammar::Unary& unary) {
  const Value value = operand(unary.operand);
  if (value.is_absorbing()) return value;
  const Flags flags = value.flags() & flag::secret;
  if (unary.op == UnaryOperator::logical_not) return Value::boolean(!truthy(value), flags);
  const double number = to_number(value, context_);
  if (unary.op == UnaryOperator::floor) return Value::number(std::floor(number), flags);
  return Value::number(unary.op == UnaryOperator::negate ? -number : number, flags);
}

Value Evaluator::eval(ExprId id, const grammar::Binary& binary) {
  switch (binary.op) {
    case BinaryOperator::logical_and:
    case BinaryOperator::logical_or:
      return short_circuit(binary);
    case BinaryOperator::in:
    case BinaryOperator::not_in:
      return membership(id, binary);
    default:
      break;
  }
  const Value left = operand(binary.left);
  const Value right = operand(binary.right);
  if (left.is_absorbing() || right.is_absorbing()) return absorbed(left, right);
  const Value now = as_now(left);
  return now.is_absorbing() ? now : finish_call(apply(binary, now, right), binary.op_span);
}

/// The operand that decides, as JavaScript's `&&` and `||` give it.
Value Evaluator::short_circuit(const grammar::Binary& binary) {
  Value left = evaluate(binary.left);
  if (left.is(Kind::captured)) left = settled(std::move(left));
  if (left.is_absorbing()) {
    perhaps(binary.right);
    return left;
  }
  const bool is_true = left.is(Kind::table) || truthy(left);
  const bool decided = is_true == (binary.op == BinaryOperator::logical_or);
  return decided ? left : evaluate(binary.right);
}

Value Evaluator::membership(ExprId, const grammar::Binary& binary) {
  const Value needle = operand(binary.left);
  Value haystack = evaluate(binary.right);
  bool found = false;
  // Whether a variable exists doesn't need its value.
  if (haystack.is(Kind::table) && haystack.table().table != nullptr && needle.is(Kind::string)) {
    found = compiler::find(*haystack.table().table, needle.text()) != nullptr;
  } else {
    haystack = settled(std::move(haystack));
    if (needle.is_absorbing() || haystack.is_absorbing()) return absorbed(needle, haystack);
    found = contains(haystack, needle, context_);
  }
  const bool result = found == (binary.op == BinaryOperator::in);
  return finish_call(Value::boolean(result, taint(needle, haystack)), binary.op_span);
}

Value Evaluator::apply(const grammar::Binary& binary, const Value& left, const Value& right) {
  const Flags flags = taint(left, right);
  switch (binary.op) {
    case BinaryOperator::concatenate:
      return defined(binary, left, right) ? concatenate(left, right) : failed();
    case BinaryOperator::add: {
      if (!defined(binary, left, right)) return failed();
      Value sum = add(left, right, context_);
      return std::move(sum).with_flags(flags);
    }
    case BinaryOperator::equal:
      return Value::boolean(loosely_equal(left, right, context_), flags);
    case BinaryOperator::not_equal:
      return Value::boolean(!loosely_equal(left, right, context_), flags);
    case BinaryOperator::strict_equal:
      return Value::boolean(strictly_equal(left, right, context_), flags);
    case BinaryOperator::strict_not_equal:
      return Value::boolean(!strictly_equal(left, right, context_), flags);
    case BinaryOperator::less:
    case BinaryOperator::less_equal:
    case BinaryOperator::greater:
    case BinaryOperator::greater_equal:
      return Value::boolean(ordered(binary.op, compare(left, right, context_)), flags);
    default:
      break;
  }
  return Value::number(arithmetic(binary.op, to_number(left, context_), to_number(right, context_)),
                       flags);
}

/// Under `undefined = "error"`, and always for what holds a secret, `~` and `+` take no undefined
/// value.
bool Evaluator::defined(const grammar::Binary& binary, const Value& left, const Value& right) {
  for (const auto& [value, id] : {std::pair(&left, binary.left), std::pair(&right, binary.right)}) {
    if (!value->is(Kind::undefined) || !(context_.strict() || value->secret())) continue;
    report(tree_[id].span, diag::undefined_value, shown(tree_, tree_[id].span), "undefined");
    return false;
  }
  return true;
}

Value Evaluator::concatenate(const Value& left, const Value& right) {
  TextBuilder text;
  if (left.is(Kind::string) && right.is(Kind::string))
    text.reserve(left.text().size() + right.text().size());
  if (!append_text(left, text, context_) || !append_text(right, text, context_)) return failed();
  const bool literal = left.literal() && right.literal();
  return text.finish(static_cast<Flags>(taint(left, right) | (literal ? flag::literal : 0)));
}

Value Evaluator::eval(ExprId, const grammar::InlineIf& node) {
  Value condition = evaluate(node.condition);
  if (condition.is(Kind::captured)) condition = settled(std::move(condition));
  if (condition.is_absorbing()) {
    perhaps(node.then);
    perhaps(node.otherwise);
    return condition;
  }
  if (condition.is(Kind::table) || truthy(condition)) return evaluate(node.then);
  if (node.otherwise == ExprId::none) return Value::borrowed({}, flag::literal);
  return evaluate(node.otherwise);
}

Value Evaluator::eval(ExprId id, const grammar::ListLiteral& node) {
  std::vector<Value> items;
  Value absorbing;
  for (const ExprId item : tree_.list(node.items)) {
    Value value = operand(item);
    if (value.is_absorbing()) absorbing = absorbed(value, absorbing);
    if (!absorbing.is_absorbing()) items.push_back(std::move(value));
  }
  if (absorbing.is_absorbing()) return absorbing;
  // Room for what is pushed: the depth of what holds this list is said once.
  constexpr std::uint32_t room = 4;
  return finish_call(Value::list(std::move(items), room), tree_[id].span);
}

Value Evaluator::eval(ExprId id, const grammar::DictLiteral& node) {
  Dict entries;
  Value absorbing;
  const auto list = tree_.list(node.entries);
  for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
    const Value key = operand(list[i]);
    Value value = operand(list[i + 1]);
    if (value.is_absorbing()) {
      absorbing = absorbed(value, absorbing);
    } else if (key.is(Kind::string)) {
      entries.set(key.with_flags(0), std::move(value));
    }
  }
  if (absorbing.is_absorbing()) return absorbing;
  return finish_call(Value::dict(std::move(entries)), tree_[id].span);
}

Value Evaluator::eval(ExprId, const grammar::Group& node) {
  Value last;
  for (const ExprId item : tree_.list(node.items)) last = evaluate(item);
  return last;
}

}  // namespace keyplate::evaluate
