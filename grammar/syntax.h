#pragma once
// The syntax tree of a template. Nodes live in the Tree's arrays and name each other by typed
// 32-bit ids, so a tree can be moved and printed and has no recursive destructor. A node holds
// spans, never text. `ErrorExpr` and `ErrorStatement` stand where the text was broken and has been
// reported: who meets one stays silent. Nothing here belongs to one surface grammar.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "grammar/source.h"

namespace keyplate::grammar {

enum class ExprId : std::uint32_t { none = UINT32_MAX };
enum class StatementId : std::uint32_t {};

/// A run of entries in one of the Tree's lists.
template <typename Id>
struct List {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};
using ExprList = List<ExprId>;
using Block = List<StatementId>;

/// One argument of a call, tag, filter or macro signature. A positional one has an empty name.
struct Argument {
  Span name;
  ExprId value = ExprId::none;  ///< none: a macro parameter without a default
};
using Arguments = List<Argument>;

// ---- expressions ----

struct ErrorExpr {};
/// `content` lies between the quotes; `escaped` says whether it holds a backslash. Also the key of
/// a dotted member, with no quotes around it.
struct StringLiteral {
  Span content;
  bool escaped = false;
};
struct NumberLiteral {
  double value = 0;
};
struct BooleanLiteral {
  bool value = false;
};
struct NoneLiteral {};
struct RegexLiteral {
  Span pattern;
  Span flags;
};
struct NameExpr {};
struct Member {
  ExprId object;
  ExprId key;
  bool dotted = false;
};
struct Call {
  ExprId callee;
  Arguments arguments;
};
struct FilterExpr {
  Span name;
  ExprId input;
  Arguments arguments;
};
/// `value is [not] name(arguments)`.
struct TestExpr {
  ExprId value;
  Span name;
  Arguments arguments;
  bool negated = false;
};
/// `floor` is spelled by the `//` that a `%` follows: `a // b % c` is the floor of `a / b % c`.
enum class UnaryOperator : std::uint8_t { negate, plus, logical_not, floor };
struct Unary {
  UnaryOperator op;
  ExprId operand;
};
enum class BinaryOperator : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  floor_divide,
  modulo,
  power,
  concatenate,
  equal,
  not_equal,
  strict_equal,
  strict_not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
  in,
  not_in,
};
struct Binary {
  BinaryOperator op;
  ExprId left;
  ExprId right;
  Span op_span;
};
/// `then if condition else otherwise`; `otherwise` may be none.
struct InlineIf {
  ExprId then;
  ExprId condition;
  ExprId otherwise;
};
struct ListLiteral {
  ExprList items;
};
/// Keys (StringLiteral or ErrorExpr) and values alternate.
struct DictLiteral {
  ExprList entries;
};
/// `(a)` or `(a, b)`: as in JavaScript, the value of the last.
struct Group {
  ExprList items;
};

using ExprNode = std::variant<ErrorExpr, StringLiteral, NumberLiteral, BooleanLiteral, NoneLiteral,
                              RegexLiteral, NameExpr, Member, Call, FilterExpr, TestExpr, Unary,
                              Binary, InlineIf, ListLiteral, DictLiteral, Group>;
struct Expr {
  Span span;
  ExprNode node;
};

// ---- statements ----

struct ErrorStatement {};
/// Host text that is copied, after whitespace control. `raw`: it stood in a raw or verbatim block.
struct Text {
  bool raw = false;
};
struct Output {
  ExprId value;
};
struct Branch {
  ExprId condition;
  Block body;
};  ///< condition none: `else`
struct If {
  List<Branch> branches;
};
enum class LoopKind : std::uint8_t { plain, async_each, async_all };
struct For {
  ExprList targets;
  ExprId iterable;
  Block body;
  Block otherwise;
  LoopKind kind = LoopKind::plain;
};
/// `set a, b = value`, or `set a` ... `endset` with `value` none.
struct Set {
  ExprList targets;
  ExprId value;
  Block body;
};
struct Macro {
  Span name;
  Arguments parameters;
  Block body;
};
struct CallBlock {
  ExprId call;
  Arguments parameters;
  Block body;
};
/// `filter name(arguments)` ... `endfilter`.
struct FilterBlock {
  Span name;
  Arguments arguments;
  Block body;
};
struct Switch {
  ExprId subject;
  List<Branch> cases;
};  ///< condition none: `default`
/// Any other `{% name ... %}`: a tag of the table, or an unknown one.
struct TagStatement {
  Span name;
  Arguments arguments;
};
enum class LoaderKind : std::uint8_t { extends, include, import, from, block };
/// What needs a template loader: parsed whole, reported by name, never evaluated. Operands are the
/// template, then the names that are bound here; of a `block`, its name.
struct Loader {
  LoaderKind kind;
  Span keyword;
  ExprList operands;
  Block body;
};

using StatementNode = std::variant<ErrorStatement, Text, Output, If, For, Set, Macro, CallBlock,
                                   FilterBlock, Switch, TagStatement, Loader>;
/// `span` is the text itself for Text, else the opening island `{% ... %}` with its delimiters.
struct Statement {
  Span span;
  StatementNode node;
};

struct Tree {
  SourcePtr source;
  std::vector<Expr> exprs;
  std::vector<Statement> statements;
  std::vector<ExprId> expr_lists;
  std::vector<StatementId> statement_lists;
  std::vector<Argument> arguments;
  std::vector<Branch> branches;
  std::vector<Span> comments;  ///< whole `{# ... #}` islands, in order
  std::uint32_t islands = 0;   ///< how many islands of any kind the text has
  Block body;

  const Expr& operator[](ExprId id) const { return exprs[static_cast<std::uint32_t>(id)]; }
  const Statement& operator[](StatementId id) const {
    return statements[static_cast<std::uint32_t>(id)];
  }
  std::span<const ExprId> list(ExprList l) const { return {expr_lists.data() + l.first, l.count}; }
  std::span<const StatementId> list(Block l) const {
    return {statement_lists.data() + l.first, l.count};
  }
  std::span<const Argument> list(Arguments l) const {
    return {arguments.data() + l.first, l.count};
  }
  std::span<const Branch> list(List<Branch> l) const {
    return {branches.data() + l.first, l.count};
  }
  std::string_view text(Span span) const { return source->text(span); }
  std::string_view text(ExprId id) const { return source->text((*this)[id].span); }

  /// Empties the tree and keeps its memory, so that one tree can serve many files.
  void clear();
};

/// The characters of a string literal, escapes decoded as Nunjucks decodes them.
std::string string_value(const Tree& tree, const StringLiteral& literal);

/// `visit(node, overloaded{...})` fails to compile when a node is forgotten.
template <typename... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};
template <typename... Fs>
overloaded(Fs...) -> overloaded<Fs...>;

}  // namespace keyplate::grammar
