#include "compiler/check.h"

#include <algorithm>
#include <bit>

#include "compiler/check_parallel.h"
#include "compiler/check_portability.h"
#include "compiler/checker.h"
#include "compiler/regex_syntax.h"
#include "compiler/suggest.h"

namespace keyplate::compiler {

using namespace grammar;

namespace {

constexpr unsigned most_hints = 100;
constexpr std::size_t most_findings_with_hints = 1000;  // of all strings of the environments

std::string_view keyword(LoaderKind kind) {
  switch (kind) {
    case LoaderKind::extends:
      return "extends";
    case LoaderKind::include:
      return "include";
    case LoaderKind::import:
      return "import";
    case LoaderKind::from:
      return "from";
    case LoaderKind::block:
      return "block";
  }
  return "include";
}

}  // namespace

// ---- statements ----

void Checker::block(Block statements) {
  for (const StatementId id : tree_.list(statements)) statement(id);
}

void Checker::guarded_block(Block statements, std::uint32_t guard) {
  const std::uint32_t outer = std::exchange(guard_, guard);
  block(statements);
  guard_ = outer;
}

void Checker::statement(StatementId id) {
  const Statement& statement = tree_[id];
  island_ = statement.span;
  std::visit(overloaded{
                 [](const ErrorStatement&) {},
                 [](const Text&) {},
                 [&](const Output& node) {
                   expression(node.value, Usage::value, true);
                   secret_place(statement.span, node.value);
                 },
                 [&](const If& node) { branches(node); },
                 [&](const For& node) { loop(node); },
                 [&](const Set& node) { assignment(node); },
                 [&](const Macro& node) { definition(node); },
                 [&](const CallBlock& node) { call_block(node); },
                 [&](const FilterBlock& node) { filter_block(node); },
                 [&](const Switch& node) { cases(node); },
                 [&](const TagStatement& node) { tag_statement(node, statement.span); },
                 [&](const Loader& node) { loader(node); },
             },
             statement.node);
}

void Checker::branches(const If& node) {
  unreachable_branches(node);
  const std::uint32_t outer = guard_;
  std::uint32_t guard = outer;
  for (const Branch& branch : tree_.list(node.branches)) {
    guard_ = guard;
    if (branch.condition == ExprId::none) {
      block(branch.body);
      continue;
    }
    expression(branch.condition, Usage::condition);
    guarded_block(branch.body, add_guard(branch.condition, true, guard));
    guard = add_guard(branch.condition, false, guard);
  }
  guard_ = outer;
}

void Checker::loop(const For& node) {
  expression(node.iterable, Usage::condition);
  {
    const Locals::Frame frame(locals_, false);
    for (const ExprId target : tree_.list(node.targets))
      locals_.bind(tree_.text(target), {LocalKind::variable, span(target)});
    locals_.bind("loop", {LocalKind::loop, {}});
    block(node.body);
  }
  const Locals::Frame frame(locals_, false);
  block(node.otherwise);
}

void Checker::assignment(const Set& node) {
  if (node.value != ExprId::none) expression(node.value, Usage::value);
  block(node.body);
  const bool secret = node.value != ExprId::none && secret_within(node.value).has_value();
  for (const ExprId target : tree_.list(node.targets))
    locals_.assign(tree_.text(target), {LocalKind::variable, span(target), secret});
}

void Checker::parameters(Arguments parameters) {
  for (const Argument& parameter : tree_.list(parameters)) {
    if (parameter.value != ExprId::none) expression(parameter.value, Usage::value);
    locals_.bind(text(parameter.name), {LocalKind::variable, parameter.name});
  }
}

void Checker::definition(const Macro& node) {
  {
    const Locals::Frame frame(locals_, true);
    const std::uint32_t outer = std::exchange(guard_, no_guard);
    parameters(node.parameters);
    locals_.bind("caller", {LocalKind::caller, {}});
    block(node.body);
    guard_ = outer;
  }
  locals_.bind(text(node.name), {LocalKind::macro, node.name});
}

void Checker::call_block(const CallBlock& node) {
  expression(node.call, Usage::value);
  const Locals::Frame frame(locals_, false);
  parameters(node.parameters);
  block(node.body);
}

void Checker::filter_block(const FilterBlock& node) {
  const auto found = find_filter(text(node.name));
  if (found)
    filter_arguments(node.name, filters()[*found], node.arguments);
  else
    unknown_filter(node.name);
  if (text(node.name) == "raw") report(node.name, diag::raw_not_last);
  for (const Argument& argument : tree_.list(node.arguments))
    expression(argument.value, Usage::value);
  block(node.body);
}

void Checker::cases(const Switch& node) {
  unreachable_cases(node);
  expression(node.subject, Usage::condition);
  for (const Branch& branch : tree_.list(node.cases)) {
    if (branch.condition != ExprId::none) expression(branch.condition, Usage::condition);
    block(branch.body);
  }
}

/// Reported by name and not looked into, except for what stands in a `block`.
void Checker::loader(const Loader& node) {
  report(node.keyword, diag::needs_loader, keyword(node.kind));
  const bool binds = node.kind == LoaderKind::import || node.kind == LoaderKind::from;
  const auto operands = tree_.list(node.operands);
  for (std::size_t i = 1; binds && i < operands.size(); ++i)
    locals_.assign(tree_.text(operands[i]), {LocalKind::macro, span(operands[i])});
  const Locals::Frame frame(locals_, false);
  locals_.bind("super", {LocalKind::super, {}});
  block(node.body);
}

// ---- expressions ----

void Checker::expression(ExprId root, Usage usage, bool last) {
  if (root == ExprId::none || says_nothing(tree_[root].node)) return;
  work_.push_back({root, usage, last, guard_});
  while (!work_.empty()) {
    const Work work = work_.back();
    work_.pop_back();
    visit(work);
  }
}

void Checker::push(ExprId expr, Usage usage, const Work& from) {
  if (expr != ExprId::none && !says_nothing(tree_[expr].node))
    work_.push_back({expr, usage, false, from.guard});
}

void Checker::push_guarded(ExprId expr, Usage usage, const Work& from, ExprId condition,
                           bool holds) {
  if (expr != ExprId::none)
    work_.push_back({expr, usage, false, add_guard(condition, holds, from.guard)});
}

void Checker::push_values(ExprList list, const Work& from) {
  for (const ExprId item : tree_.list(list)) push(item, Usage::value, from);
}

void Checker::push_arguments(Arguments arguments, const Work& from) {
  for (const Argument& argument : tree_.list(arguments)) push(argument.value, Usage::value, from);
}

void Checker::visit(const Work& work) {
  std::visit(overloaded{
                 [](const ErrorExpr&) {},
                 [](const StringLiteral&) {},
                 [](const NumberLiteral&) {},
                 [](const BooleanLiteral&) {},
                 [](const NoneLiteral&) {},
                 [&](const RegexLiteral& node) { regex(node, work); },
                 [&](const NameExpr&) { name(work); },
                 [&](const Member&) { member(work); },
                 [&](const Call& node) { call(node, work); },
                 [&](const FilterExpr& node) { filter(node, work); },
                 [&](const TestExpr& node) { test(node, work); },
                 [&](const Unary& node) { unary(node, work); },
                 [&](const Binary& node) { binary(node, work); },
                 [&](const InlineIf& node) { inline_if(node, work); },
                 [&](const ListLiteral& node) { push_values(node.items, work); },
                 [&](const DictLiteral& node) { dict(node, work); },
                 [&](const Group& node) { group(node, work); },
             },
             tree_[work.expr].node);
}

void Checker::unary(const Unary& node, const Work& work) {
  if (node.op != UnaryOperator::logical_not) return push(node.operand, Usage::value, work);
  push(node.operand, std::max(work.usage, Usage::condition), work);
}

void Checker::binary(const Binary& node, const Work& work) {
  switch (node.op) {
    case BinaryOperator::logical_or:
      push(node.left, Usage::tolerated, work);
      return push_guarded(node.right, work.usage, work, node.left, false);
    case BinaryOperator::logical_and:
      push(node.left, work.usage, work);
      return push_guarded(node.right, work.usage, work, node.left, true);
    case BinaryOperator::equal:
    case BinaryOperator::not_equal:
    case BinaryOperator::strict_equal:
    case BinaryOperator::strict_not_equal:
    case BinaryOperator::less:
    case BinaryOperator::less_equal:
    case BinaryOperator::greater:
    case BinaryOperator::greater_equal:
    case BinaryOperator::in:
    case BinaryOperator::not_in:
      push(node.left, std::max(work.usage, Usage::condition), work);
      return push(node.right, std::max(work.usage, Usage::condition), work);
    default:
      push(node.left, Usage::value, work);
      return push(node.right, Usage::value, work);
  }
}

void Checker::inline_if(const InlineIf& node, const Work& work) {
  push(node.condition, Usage::condition, work);
  push_guarded(node.then, work.usage, work, node.condition, true);
  push_guarded(node.otherwise, work.usage, work, node.condition, false);
}

/// A key without quotes is a name only in its looks.
void Checker::dict(const DictLiteral& node, const Work& work) {
  const auto entries = tree_.list(node.entries);
  for (std::size_t i = 1; i < entries.size(); i += 2) push(entries[i], Usage::value, work);
}

/// From where a mistake was noticed to the end of the literal.
void Checker::regex(const RegexLiteral& node, const Work& work) {
  const std::uint32_t end = tree_[work.expr].span.end;
  const auto flags = regex_flags(text(node.flags));
  if (!flags) {
    report({node.flags.begin, end}, diag::invalid_regex, "a flag twice");
    return;
  }
  const auto read = translate_regex(text(node.pattern), *flags);
  if (const auto* error = std::get_if<RegexError>(&read))
    report({node.pattern.begin + error->offset, end}, diag::invalid_regex, error->message);
}

void Checker::group(const Group& node, const Work& work) {
  const auto items = tree_.list(node.items);
  for (std::size_t i = 0; i < items.size(); ++i)
    push(items[i], i + 1 == items.size() ? work.usage : Usage::tolerated, work);
}

void Checker::filter(const FilterExpr& node, const Work& work) {
  const std::string_view name = text(node.name);
  const auto found = find_filter(name);
  if (found)
    filter_arguments(node.name, filters()[*found], node.arguments);
  else
    unknown_filter(node.name);
  if (name == "raw" && !work.last) report(node.name, diag::raw_not_last);
  const bool tolerated = work.usage == Usage::tolerated || name == "default" || name == "d";
  push(node.input, tolerated ? Usage::tolerated : Usage::value, work);
  push_arguments(node.arguments, work);
}

void Checker::test(const TestExpr& node, const Work& work) {
  const std::string_view name = text(node.name);
  if (const auto found = find_test(name))
    test_arguments(node, tests()[*found]);
  else
    unknown_test(node.name);
  const bool tolerated = name == "defined" || name == "undefined";
  push(node.value, tolerated ? Usage::tolerated : std::max(work.usage, Usage::condition), work);
  push_arguments(node.arguments, work);
}

std::uint32_t Checker::add_guard(ExprId condition, bool holds, std::uint32_t outer) {
  guards_.push_back({condition, holds, outer});
  return static_cast<std::uint32_t>(guards_.size() - 1);
}

// ---- what the rules share ----

/// Whether the parser found fault with the island that is looked at: then something may be missing
/// that the author did write.
bool Checker::is_broken() const {
  const Location island = Source::outermost(tree_.source, island_);
  const auto& found = sink_.diagnostics();
  const std::size_t first = syntax_errors_ - std::min(syntax_errors_, most_syntax_errors);
  return std::any_of(
      found.begin() + static_cast<std::ptrdiff_t>(first),
      found.begin() + static_cast<std::ptrdiff_t>(syntax_errors_), [&](const Diagnostic& error) {
        return error.source == island.source && error.span &&
               island.span.begin <= error.span->begin && error.span->begin <= island.span.end;
      });
}

std::string Checker::suggest(std::string_view name, std::span<const std::string_view> known) {
  return ++hints_ > most_hints || sink_.size() > most_findings_with_hints ? std::string()
                                                                          : hint(name, known);
}

void Checker::offer(Diagnostic& diagnostic, Span at, std::string_view name,
                    std::span<const std::string_view> known, ChosenBy by) {
  if (hints_ > most_hints) return;
  diagnostic.fix = replacement(tree_.source, at, name, known, by);
  if (diagnostic.fix && diagnostic.severity != Severity::error) diagnostic.fix->safe = false;
}

void name_environments(Diagnostic& diagnostic, const ScopeGroup& group, ScopeMask where,
                       ScopeMask possible) {
  if (where == possible && !group.one_of_many) return;
  for (ScopeMask left = where; left != 0; left &= left - 1) {
    const Scope& scope = group.scopes[static_cast<std::size_t>(std::countr_zero(left))];
    if (!scope.environment.empty()) diagnostic.environments.push_back(scope.environment);
  }
}

void check(const Tree& tree, const CheckContext& context, DiagnosticSink& sink, UsedNames* used) {
  const CheckTables& tables = context.tables();
  if (!sink.empty() || !check_in_halves(tree, context, used)) {
    if (tables.groups.empty()) Checker(tree, nullptr, 0, sink).run();
    for (std::size_t i = 0; i < tables.groups.size(); ++i) {
      Checker checker(tree, &tables.groups[i], tables.groups[i].all, sink);
      checker.note_used(used, i);
      checker.run();
    }
  }
  if (context.workspace() != nullptr && context.workspace()->portable_to_insomnia_13)
    check_portability(tree, sink);
}

}  // namespace keyplate::compiler
