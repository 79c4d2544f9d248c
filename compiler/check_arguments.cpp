// Arguments against the rows of fields: how many, under which names, of which type and choice.

#include <algorithm>
#include <cmath>

#include "compiler/checker.h"
#include "compiler/names_text.h"
#include "compiler/suggest.h"

namespace keyplate::compiler {

using namespace grammar;

namespace {

std::string at_most(std::size_t count) {
  if (count == 0) return "no argument";
  return fmt::format("at most {} argument{}", count, count == 1 ? "" : "s");
}

std::string missing_fields(std::span<const FieldSpec> fields, const Binding& binding) {
  std::string names;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].required && binding.values[i] == ExprId::none)
      names += fmt::format("{}`{}`", names.empty() ? "" : ", ", fields[i].name);
  return names;
}

char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_choice(const FieldSpec& field, std::string_view written) {
  const auto same = [&](char a, char b) {
    return field.any_case ? a == lower_case(b) : a == b;
  };
  return std::any_of(field.choices.begin(), field.choices.end(), [&](std::string_view choice) {
    return std::equal(choice.begin(), choice.end(), written.begin(), written.end(), same);
  });
}

std::vector<std::string_view> names_of(std::span<const FieldSpec> fields) {
  std::vector<std::string_view> names;
  for (const FieldSpec& field : fields) names.push_back(field.name);
  return names;
}

}  // namespace

Binding Checker::arguments(Span owner, std::span<const FieldSpec> fields, Arguments given) {
  bool surplus = false;
  const Binding binding =
      bind(tree_, given, fields,
           [&](BindProblem problem, const Argument& argument, const FieldSpec* field) {
             if (problem == BindProblem::unknown)
               unknown_argument(owner, fields, argument.name);
             else if (problem == BindProblem::duplicate)
               duplicate_argument(*field, argument);
             else if (!std::exchange(surplus, true))
               too_many(owner, span(argument.value), at_most(fields.size()), given.count);
           });
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (binding.values[i] != ExprId::none) argument(fields[i], binding.values[i]);
  const std::string missing = missing_fields(fields, binding);
  if (!missing.empty() && !is_broken() && !has_error(given))
    report(owner, diag::missing_argument, std::string(text(owner)), missing);
  return binding;
}

/// Nunjucks hands named arguments to a plain function as one dict after the others: never what was
/// meant.
bool Checker::by_position(Span owner, Arguments given) {
  for (const Argument& argument : tree_.list(given))
    if (!argument.name.empty()) {
      report(argument.name, diag::named_argument, std::string(text(owner)));
      return false;
    }
  return true;
}

void Checker::filter_arguments(Span name, const FilterSpec& filter, Arguments given) {
  if (filter.keywords || by_position(name, given)) arguments(name, filter.fields, given);
}

void Checker::test_arguments(const TestExpr& node, const TestSpec& spec) {
  if (!by_position(node.name, node.arguments)) return;
  const auto given = tree_.list(node.arguments);
  if (given.size() > spec.arguments)
    too_many(node.name, span(given[spec.arguments].value), at_most(spec.arguments), given.size());
  else if (given.size() < spec.arguments)
    report(node.name, diag::missing_argument, std::string(text(node.name)), "an argument");
}

bool Checker::has_error(Arguments given) const {
  const auto list = tree_.list(given);
  return std::any_of(list.begin(), list.end(), [this](const Argument& argument) {
    return std::holds_alternative<ErrorExpr>(tree_[argument.value].node);
  });
}

void Checker::unknown_argument(Span owner, std::span<const FieldSpec> fields, Span name) {
  const auto known = names_of(fields);
  const std::string written(text(name));
  Diagnostic& added = report(name, diag::unknown_argument, std::string(text(owner)), written,
                             suggest(written, known));
  offer(added, name, written, known);
}

void Checker::duplicate_argument(const FieldSpec& field, const Argument& argument) {
  report(argument.name.empty() ? span(argument.value) : argument.name, diag::duplicate_argument,
         std::string(field.name));
}

void Checker::too_many(Span owner, Span at, const std::string& takes, std::size_t found) {
  report(at, diag::too_many_arguments, std::string(text(owner)), takes, found);
}

// ---- one value ----

void Checker::argument(const FieldSpec& field, ExprId value) {
  const auto kind = constant(value);
  if (!kind) return;
  const auto written = constant_text(value);
  const bool left_out = *kind == Constant::none || (written && written->empty());
  if (left_out && !field.required) return;
  if (!fits(field.type, *kind, value))
    report(span(value), diag::wrong_type, std::string(field.name), constant_name(*kind),
           compiler::name(field.type));
  else if (written)
    text_argument(field, value, *written);
}

void Checker::text_argument(const FieldSpec& field, ExprId value, std::string_view written) {
  if (field.rule) {
    if (const auto problem = field.rule(written))
      report_problem(value, *field.rule_message, std::string(written), *problem);
    return;
  }
  const auto& choices = field.choices;
  if (choices.empty() || is_choice(field, written)) return;
  Diagnostic& added = report(span(value), diag::wrong_choice, std::string(written),
                             std::string(field.name), suggest(written, choices));
  offer(added, span(value), written, choices);
}

Diagnostic& Checker::report_problem(ExprId value, const Message<std::string, std::string>& message,
                                    const std::string& written, const NameProblem& problem) {
  Diagnostic& added = report(part_of(value, problem), message, shown(written), problem.reason);
  added.severity = problem.severity;
  return added;
}

/// Where in a literal the problem is; the whole of one that is spelled with escapes.
Span Checker::part_of(ExprId value, const NameProblem& problem) const {
  const auto* literal = std::get_if<StringLiteral>(&tree_[ungrouped(value)].node);
  if (problem.size == 0 || !literal || literal->escaped) return span(value);
  const auto begin = literal->content.begin + static_cast<std::uint32_t>(problem.offset);
  return {begin, begin + static_cast<std::uint32_t>(problem.size)};
}

std::optional<std::string> Checker::spelled_constant(ExprId value) {
  if (const auto text = constant_text(value)) return std::string(*text);
  const ExprId number = ungrouped(value);
  if (!std::holds_alternative<NumberLiteral>(tree_[number].node)) return std::nullopt;
  return std::string(tree_.text(number));
}

ExprId Checker::ungrouped(ExprId expr) const {
  while (const auto* group = std::get_if<Group>(&tree_[expr].node)) {
    const auto items = tree_.list(group->items);
    if (items.size() != 1) break;
    expr = items.front();
  }
  return expr;
}

std::optional<Checker::Constant> Checker::constant(ExprId expr) const {
  const ExprNode& node = tree_[ungrouped(expr)].node;
  if (std::holds_alternative<StringLiteral>(node)) return Constant::string;
  if (std::holds_alternative<NumberLiteral>(node)) return Constant::number;
  if (std::holds_alternative<BooleanLiteral>(node)) return Constant::boolean;
  if (std::holds_alternative<NoneLiteral>(node)) return Constant::none;
  if (std::holds_alternative<RegexLiteral>(node)) return Constant::regex;
  if (std::holds_alternative<ListLiteral>(node)) return Constant::list;
  if (std::holds_alternative<DictLiteral>(node)) return Constant::dict;
  const auto* unary = std::get_if<Unary>(&node);
  if (unary && unary->op != UnaryOperator::logical_not &&
      constant(unary->operand) == Constant::number)
    return Constant::number;
  return std::nullopt;
}

std::string_view Checker::constant_name(Constant kind) {
  switch (kind) {
    case Constant::string:
      return "a string";
    case Constant::number:
      return "a number";
    case Constant::boolean:
      return "a boolean";
    case Constant::none:
      return "none";
    case Constant::regex:
      return "a regular expression";
    case Constant::list:
      return "a list";
    case Constant::dict:
      return "a dict";
  }
  return "a value";
}

bool Checker::fits(FieldType type, Constant kind, ExprId value) const {
  switch (type) {
    case FieldType::any:
      return true;
    case FieldType::number:
      return kind == Constant::number;
    case FieldType::boolean:
      return kind == Constant::boolean || kind == Constant::number;
    case FieldType::integer: {
      const auto* number = std::get_if<NumberLiteral>(&tree_[ungrouped(value)].node);
      return kind == Constant::number && (!number || std::trunc(number->value) == number->value);
    }
    default:
      return kind == Constant::string;
  }
}

std::optional<std::string_view> Checker::constant_text(ExprId expr) {
  const auto* literal = std::get_if<StringLiteral>(&tree_[ungrouped(expr)].node);
  if (!literal) return std::nullopt;
  if (!literal->escaped) return text(literal->content);
  decoded_ = string_value(tree_, *literal);
  return decoded_;
}

}  // namespace keyplate::compiler
