#include <fmt/core.h>

#include <array>
#include <span>

#include "compiler/jsonpath/parser.h"
#include "compiler/names_text.h"

namespace keyplate::compiler::jsonpath {
namespace {

enum class Type : std::uint8_t { value, condition, nodes };

struct FunctionSpec {
  std::string_view name;
  Function function;
  Type result;
  std::size_t parameters;
  Type parameter;  ///< of each
};

// clang-format off
constexpr std::array functions = {
  FunctionSpec{"length", Function::length, Type::value,     1, Type::value},
  FunctionSpec{"count",  Function::count,  Type::value,     1, Type::nodes},
  FunctionSpec{"match",  Function::match,  Type::condition, 2, Type::value},
  FunctionSpec{"search", Function::search, Type::condition, 2, Type::value},
  FunctionSpec{"value",  Function::value,  Type::value,     1, Type::nodes},
};
// clang-format on

const FunctionSpec& spec(Function function) {
  return functions[static_cast<std::size_t>(function)];
}

const FunctionSpec* find_function(std::string_view name) {
  for (const FunctionSpec& row : functions)
    if (row.name == name) return &row;
  return nullptr;
}

bool is_word(char c) {
  return is_lower(c) || is_digit(c) || c == '_';
}

}  // namespace

std::optional<ExprId> Parser::any() {
  std::vector<ExprId> operands;
  do {
    const auto one = all();
    if (!one) return std::nullopt;
    operands.push_back(*one);
  } while (take("||"));
  return operands.size() == 1 ? operands.front() : add(Any{add_list(operands)});
}

std::optional<ExprId> Parser::all() {
  std::vector<ExprId> operands;
  do {
    skip_space();
    const auto one = condition();
    if (!one) return std::nullopt;
    operands.push_back(*one);
    skip_space();
  } while (take("&&"));
  return operands.size() == 1 ? operands.front() : add(All{add_list(operands)});
}

std::optional<ExprId> Parser::condition() {
  if (is('!')) return negated();
  return is('(') ? parenthesized() : comparison_or_test();
}

std::optional<ExprId> Parser::parenthesized() {
  take('(');
  if (!enter()) return std::nullopt;
  const auto inner = any();
  leave();
  if (!inner || !expect(')')) return std::nullopt;
  return inner;
}

/// `!` binds to a parenthesis or a test, never to a comparison.
std::optional<ExprId> Parser::negated() {
  take('!');
  skip_space();
  std::optional<ExprId> inner;
  if (is('(')) {
    inner = parenthesized();
  } else if (const auto tested = operand()) {
    inner = test(*tested);
  }
  if (!inner) return std::nullopt;
  return add(Not{*inner});
}

std::optional<ExprId> Parser::comparison_or_test() {
  const auto left = operand();
  if (!left) return std::nullopt;
  skip_space();
  const auto how = comparator();
  if (!how) return test(*left);
  skip_space();
  if (!comparable(*left)) return std::nullopt;
  const auto right = operand();
  if (!right || !comparable(*right)) return std::nullopt;
  return add(Comparison{*how, left->id, right->id});
}

/// What stands for a condition by itself: a path, or a function that says yes or no.
std::optional<ExprId> Parser::test(const Operand& operand) {
  const Expr& expr = query_[operand.id];
  if (std::holds_alternative<Subquery>(expr)) return operand.id;
  const auto* call = std::get_if<Call>(&expr);
  if (call && spec(call->function).result == Type::condition) return operand.id;
  return fail(operand.begin, operand.end, "has a value where a condition is expected; compare it");
}

std::optional<Parser::Operand> Parser::operand() {
  const std::size_t begin = at_;
  const auto made = bare_operand();
  if (!made) return std::nullopt;
  return Operand{*made, begin, at_};
}

std::optional<ExprId> Parser::bare_operand() {
  if (is('$') || is('@')) {
    const bool relative = is('@');
    ++at_;
    const auto made = path(relative);
    if (!made) return std::nullopt;
    return add(Subquery{*made});
  }
  if (is_quote()) {
    auto text = quoted();
    if (!text) return std::nullopt;
    return add(Text{*std::move(text)});
  }
  if (is_number()) {
    auto made = number();
    if (!made) return std::nullopt;
    return add(*std::move(made));
  }
  return word();
}

/// `true`, `false`, `null` or a call.
std::optional<ExprId> Parser::word() {
  const std::size_t begin = at_;
  if (done() || !is_lower(text_[at_]))
    return unexpected("`@`, `$`, a string, a number or a function");
  while (!done() && is_word(text_[at_])) ++at_;
  const std::string_view name = text_.substr(begin, at_ - begin);
  if (is('(')) return call(name, begin);
  if (name == "true" || name == "false") return add(Boolean{name == "true"});
  if (name == "null") return add(Null{});
  return fail(begin, at_, fmt::format("has `{}`, which is no value; a text needs quotes", name));
}

std::optional<ExprId> Parser::call(std::string_view name, std::size_t begin) {
  const FunctionSpec* row = find_function(name);
  if (!row)
    return fail(
        begin, at_,
        fmt::format("calls `{}`; there are `length`, `count`, `match`, `search`, `value`", name));
  std::vector<Operand> given;
  if (!arguments(given)) return std::nullopt;
  if (given.size() != row->parameters)
    return fail(begin, at_,
                fmt::format("gives `{}` {} argument{}; it takes {}", name, given.size(),
                            given.size() == 1 ? "" : "s", row->parameters));
  std::vector<ExprId> ids;
  for (const Operand& argument : given) {
    const bool is_path = std::holds_alternative<Subquery>(query_[argument.id]);
    if (row->parameter == Type::nodes && !is_path)
      return fail(argument.begin, argument.end, fmt::format("gives `{}` no path", name));
    if (row->parameter == Type::value && !comparable(argument)) return std::nullopt;
    ids.push_back(argument.id);
  }
  return add(Call{row->function, add_list(ids)});
}

/// With the parentheses.
bool Parser::arguments(std::vector<Operand>& out) {
  take('(');
  if (!enter()) return false;
  skip_space();
  if (!is(')')) do {
      skip_space();
      const auto one = operand();
      if (!one) return false;
      out.push_back(*one);
      skip_space();
    } while (take(','));
  leave();
  return expect(')');
}

/// Whether it is one value, or nothing, in any document.
bool Parser::comparable(const Operand& operand) {
  const Expr& expr = query_[operand.id];
  const auto* subquery = std::get_if<Subquery>(&expr);
  const auto* call = std::get_if<Call>(&expr);
  if (subquery && !query_[subquery->path].singular)
    fail(operand.begin, operand.end,
         "has a path to several values where one is expected; `value(...)` takes the only one");
  if (call && spec(call->function).result != Type::value)
    fail(operand.begin, operand.end, "has a condition where a value is expected");
  return !problem_;
}

std::optional<Comparator> Parser::comparator() {
  if (lenient() && take("===")) return Comparator::equal;
  if (lenient() && take("!==")) return Comparator::unequal;
  if (take("==")) return Comparator::equal;
  if (take("!=")) return Comparator::unequal;
  if (take("<=")) return Comparator::less_equal;
  if (take(">=")) return Comparator::greater_equal;
  if (take('<')) return Comparator::less;
  if (take('>')) return Comparator::greater;
  return std::nullopt;
}

ExprId Parser::add(Expr expr) {
  query_.exprs.push_back(std::move(expr));
  return static_cast<ExprId>(query_.exprs.size() - 1);
}

Run<ExprId> Parser::add_list(const std::vector<ExprId>& ids) {
  const Run<ExprId> run{static_cast<std::uint32_t>(query_.operands.size()),
                        static_cast<std::uint32_t>(ids.size())};
  query_.operands.insert(query_.operands.end(), ids.begin(), ids.end());
  return run;
}

}  // namespace keyplate::compiler::jsonpath
