#include "compiler/program.h"

#include "compiler/bind.h"

namespace keyplate::compiler {

using namespace grammar;

SymbolId Symbols::intern(std::string_view name) {
  if (const auto known = ids_.find(name); known != ids_.end()) return known->second;
  const auto id = static_cast<SymbolId>(names_.size());
  names_.push_back(&ids_.emplace(std::string(name), id).first->first);
  return id;
}

namespace {

/// Every node is looked at by itself, in the order of the arrays: nothing here needs the shape of
/// the tree.
class Lowering {
 public:
  Lowering(Program& program, Symbols& symbols)
      : program_(program), tree_(program.tree), symbols_(symbols) {}

  void run() {
    program_.expr_binding.reserve(tree_.exprs.size());
    for (const Expr& expr : tree_.exprs) program_.expr_binding.push_back(binding(expr));
    program_.statement_binding.reserve(tree_.statements.size());
    for (const Statement& statement : tree_.statements)
      program_.statement_binding.push_back(binding(statement));
    program_.argument_binding.reserve(tree_.arguments.size());
    for (const Argument& argument : tree_.arguments)
      program_.argument_binding.push_back(argument.name.empty() ? unbound : symbol(argument.name));
  }

 private:
  std::uint32_t binding(const Expr& expr);
  std::uint32_t binding(const Statement& statement);
  std::uint32_t symbol(Span name) {
    return static_cast<std::uint32_t>(symbols_.intern(tree_.text(name)));
  }
  std::uint32_t text(const StringLiteral& literal);
  std::uint32_t call(const Call& node, Span span);
  std::uint32_t tag(Span name, Arguments arguments, Span span);

  Program& program_;
  const Tree& tree_;
  Symbols& symbols_;
};

std::uint32_t Lowering::binding(const Expr& expr) {
  if (std::holds_alternative<NameExpr>(expr.node)) return symbol(expr.span);
  if (const auto* literal = std::get_if<StringLiteral>(&expr.node)) return text(*literal);
  if (const auto* filter = std::get_if<FilterExpr>(&expr.node))
    return find_filter(tree_.text(filter->name)).value_or(unbound);
  if (const auto* test = std::get_if<TestExpr>(&expr.node))
    return find_test(tree_.text(test->name)).value_or(unbound);
  if (const auto* node = std::get_if<Call>(&expr.node)) return call(*node, expr.span);
  return unbound;
}

std::uint32_t Lowering::binding(const Statement& statement) {
  if (const auto* node = std::get_if<TagStatement>(&statement.node))
    return tag(node->name, node->arguments, statement.span);
  if (const auto* node = std::get_if<FilterBlock>(&statement.node))
    return find_filter(tree_.text(node->name)).value_or(unbound);
  if (const auto* node = std::get_if<Macro>(&statement.node)) return symbol(node->name);
  return unbound;
}

std::uint32_t Lowering::text(const StringLiteral& literal) {
  if (literal.escaped)
    program_.strings.push_back(string_value(tree_, literal));
  else
    program_.strings.emplace_back(tree_.text(literal.content));
  return static_cast<std::uint32_t>(program_.strings.size() - 1);
}

/// A name of a tag in call position is the tag: the checker refuses what would hide it.
std::uint32_t Lowering::call(const Call& node, Span span) {
  const Expr& callee = tree_[node.callee];
  return std::holds_alternative<NameExpr>(callee.node) ? tag(callee.span, node.arguments, span)
                                                       : unbound;
}

std::uint32_t Lowering::tag(Span name, Arguments arguments, Span span) {
  const auto id = find_tag(tree_.text(name));
  if (!id) return unbound;
  const auto fields = spec(*id).fields;
  const Binding binding =
      bind(tree_, arguments, fields, [](BindProblem, const Argument&, const FieldSpec*) {});
  program_.tags.push_back({*id,
                           span,
                           {binding.values.begin(),
                            binding.values.begin() + static_cast<std::ptrdiff_t>(fields.size())}});
  return static_cast<std::uint32_t>(program_.tags.size() - 1);
}

}  // namespace

Program lower(Tree tree, Symbols& symbols) {
  Program program;
  program.tree = std::move(tree);
  Lowering(program, symbols).run();
  return program;
}

}  // namespace keyplate::compiler
