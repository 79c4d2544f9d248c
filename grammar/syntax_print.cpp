#include "grammar/syntax_print.h"

#include <fmt/core.h>

#include <iterator>

#include "grammar/lexical.h"

namespace keyplate::grammar {
namespace {

constexpr std::string_view binary_names[] = {"+", "-",  "*",   "/",   "//",  "%",     "**",
                                             "~", "==", "!=",  "===", "!==", "<",     "<=",
                                             ">", ">=", "and", "or",  "in",  "not-in"};
constexpr std::string_view unary_names[] = {"neg", "pos", "not", "floor"};
constexpr std::string_view loop_names[] = {"for", "async-each", "async-all"};
constexpr std::string_view loader_names[] = {"extends", "include", "import", "from", "block"};

template <std::size_t n, typename Enum>
std::string_view spelling(const std::string_view (&names)[n], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

class Printer {
 public:
  explicit Printer(const Tree& tree) : tree_(tree) {}

  void expr(ExprId id) {
    std::visit([&](const auto& node) { (*this)(node, id); }, tree_[id].node);
  }
  void body(Block block, std::string_view separator = " ");
  std::string take() { return std::move(out_); }

  void operator()(const ErrorExpr&, ExprId) { out_ += "(error)"; }
  void operator()(const StringLiteral& n, ExprId) { quoted(tree_.text(n.content)); }
  void operator()(const NumberLiteral& n, ExprId) { fmt::format_to(end(), "{}", n.value); }
  void operator()(const BooleanLiteral& n, ExprId) { out_ += n.value ? "true" : "false"; }
  void operator()(const NoneLiteral&, ExprId) { out_ += "none"; }
  void operator()(const RegexLiteral& n, ExprId);
  void operator()(const NameExpr&, ExprId id) { out_ += tree_.text(id); }
  void operator()(const Member& n, ExprId);
  void operator()(const Call& n, ExprId);
  void operator()(const FilterExpr& n, ExprId);
  void operator()(const TestExpr& n, ExprId);
  void operator()(const Unary& n, ExprId);
  void operator()(const Binary& n, ExprId);
  void operator()(const InlineIf& n, ExprId);
  void operator()(const ListLiteral& n, ExprId) { items("(list", n.items); }
  void operator()(const DictLiteral& n, ExprId) { items("(dict", n.entries); }
  void operator()(const Group& n, ExprId) { items("(group", n.items); }

  void operator()(const ErrorStatement&, Span) { out_ += "(error)"; }
  void operator()(const Text& n, Span span);
  void operator()(const Output& n, Span);
  void operator()(const If& n, Span);
  void operator()(const For& n, Span);
  void operator()(const Set& n, Span);
  void operator()(const Macro& n, Span);
  void operator()(const CallBlock& n, Span);
  void operator()(const FilterBlock& n, Span);
  void operator()(const Switch& n, Span);
  void operator()(const TagStatement& n, Span);
  void operator()(const Loader& n, Span);

 private:
  std::back_insert_iterator<std::string> end() { return std::back_inserter(out_); }
  void statement(StatementId id);
  void quoted(std::string_view text);
  std::string dotted(Span name) const;
  void exprs(ExprList list);
  void items(std::string_view head, ExprList list);
  void arguments(Arguments list, std::string_view separator = " ");
  void branches(List<Branch> list);

  const Tree& tree_;
  std::string out_;
};

/// Line breaks and quotes are written as escapes, so that a tree is one line.
void Printer::quoted(std::string_view text) {
  out_ += '"';
  for (const char c : text) {
    if (c == '\n') {
      out_ += "\\n";
    } else if (c == '\r') {
      out_ += "\\r";
    } else {
      if (c == '"') out_ += '\\';
      out_ += c;
    }
  }
  out_ += '"';
}

/// `a . b` is `a.b`.
std::string Printer::dotted(Span name) const {
  std::string out;
  const char* const end = tree_.text(name).data() + name.size();
  for (const char* p = end - name.size(); p != end; p = skip_space(p, end)) {
    const char* const behind = skip_token(p, end);
    out.append(p, behind);
    p = behind;
  }
  return out;
}

void Printer::exprs(ExprList list) {
  for (const ExprId id : tree_.list(list)) {
    out_ += ' ';
    expr(id);
  }
}

void Printer::items(std::string_view head, ExprList list) {
  out_ += head;
  exprs(list);
  out_ += ')';
}

void Printer::arguments(Arguments list, std::string_view separator) {
  for (const Argument& argument : tree_.list(list)) {
    out_ += separator;
    separator = " ";
    out_ += tree_.text(argument.name);
    if (argument.value == ExprId::none) continue;
    if (!argument.name.empty()) out_ += '=';
    expr(argument.value);
  }
}

void Printer::operator()(const RegexLiteral& n, ExprId) {
  fmt::format_to(end(), "r/{}/{}", tree_.text(n.pattern), tree_.text(n.flags));
}

void Printer::operator()(const Member& n, ExprId) {
  out_ += n.dotted ? "(. " : "([] ";
  expr(n.object);
  out_ += ' ';
  expr(n.key);
  out_ += ')';
}

void Printer::operator()(const Call& n, ExprId) {
  out_ += "(call ";
  expr(n.callee);
  arguments(n.arguments);
  out_ += ')';
}

void Printer::operator()(const FilterExpr& n, ExprId) {
  fmt::format_to(end(), "(filter {} ", dotted(n.name));
  expr(n.input);
  arguments(n.arguments);
  out_ += ')';
}

void Printer::operator()(const TestExpr& n, ExprId) {
  fmt::format_to(end(), "({} {} ", n.negated ? "is-not" : "is", tree_.text(n.name));
  expr(n.value);
  arguments(n.arguments);
  out_ += ')';
}

void Printer::operator()(const Unary& n, ExprId) {
  fmt::format_to(end(), "({} ", spelling(unary_names, n.op));
  expr(n.operand);
  out_ += ')';
}

void Printer::operator()(const Binary& n, ExprId) {
  fmt::format_to(end(), "({} ", spelling(binary_names, n.op));
  expr(n.left);
  out_ += ' ';
  expr(n.right);
  out_ += ')';
}

void Printer::operator()(const InlineIf& n, ExprId) {
  out_ += "(inline-if ";
  expr(n.condition);
  out_ += ' ';
  expr(n.then);
  if (n.otherwise != ExprId::none) {
    out_ += ' ';
    expr(n.otherwise);
  }
  out_ += ')';
}

void Printer::body(Block block, std::string_view separator) {
  for (const StatementId id : tree_.list(block)) {
    out_ += separator;
    separator = " ";
    statement(id);
  }
}

void Printer::statement(StatementId id) {
  const Statement& statement = tree_[id];
  std::visit([&](const auto& node) { (*this)(node, statement.span); }, statement.node);
}

void Printer::branches(List<Branch> list) {
  for (const Branch& branch : tree_.list(list)) {
    out_ += " (";
    if (branch.condition == ExprId::none) {
      out_ += "else";
    } else {
      expr(branch.condition);
    }
    body(branch.body);
    out_ += ')';
  }
  out_ += ')';
}

void Printer::operator()(const Text& n, Span span) {
  out_ += n.raw ? "(raw " : "(text ";
  quoted(tree_.text(span));
  out_ += ')';
}

void Printer::operator()(const Output& n, Span) {
  out_ += "(output ";
  expr(n.value);
  out_ += ')';
}

void Printer::operator()(const If& n, Span) {
  out_ += "(if";
  branches(n.branches);
}

void Printer::operator()(const For& n, Span) {
  fmt::format_to(end(), "({}", spelling(loop_names, n.kind));
  exprs(n.targets);
  out_ += " in ";
  expr(n.iterable);
  body(n.body);
  if (n.otherwise.count > 0) {
    out_ += " (else";
    body(n.otherwise);
    out_ += ')';
  }
  out_ += ')';
}

void Printer::operator()(const Set& n, Span) {
  out_ += "(set";
  exprs(n.targets);
  if (n.value != ExprId::none) {
    out_ += " = ";
    expr(n.value);
  }
  body(n.body);
  out_ += ')';
}

void Printer::operator()(const Macro& n, Span) {
  fmt::format_to(end(), "(macro {} (", tree_.text(n.name));
  arguments(n.parameters, "");
  out_ += ')';
  body(n.body);
  out_ += ')';
}

void Printer::operator()(const CallBlock& n, Span) {
  out_ += "(call-block ";
  expr(n.call);
  out_ += " (";
  arguments(n.parameters, "");
  out_ += ')';
  body(n.body);
  out_ += ')';
}

void Printer::operator()(const FilterBlock& n, Span) {
  fmt::format_to(end(), "(filter-block ({}", dotted(n.name));
  arguments(n.arguments);
  out_ += ')';
  body(n.body);
  out_ += ')';
}

void Printer::operator()(const Switch& n, Span) {
  out_ += "(switch ";
  expr(n.subject);
  branches(n.cases);
}

void Printer::operator()(const TagStatement& n, Span) {
  fmt::format_to(end(), "(tag {}", tree_.text(n.name));
  arguments(n.arguments);
  out_ += ')';
}

void Printer::operator()(const Loader& n, Span) {
  fmt::format_to(end(), "({}", spelling(loader_names, n.kind));
  exprs(n.operands);
  body(n.body);
  out_ += ')';
}

}  // namespace

std::string print(const Tree& tree) {
  Printer printer(tree);
  printer.body(tree.body, "");
  return printer.take();
}

std::string print(const Tree& tree, ExprId expr) {
  Printer printer(tree);
  printer.expr(expr);
  return printer.take();
}

}  // namespace keyplate::grammar
