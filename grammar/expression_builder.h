#pragma once
// Makes expression nodes out of what the grammar's actions see. Operands and operators wait on two
// stacks until precedence joins them; a frame is pushed for each open bracket. Knows nothing of
// PEGTL.
//
// Precedence is that of the JavaScript which Nunjucks prints: it writes `a ~ b + c` as
// `a + "" + b + c`, and `not a == b` as `!a == b`.

#include <cstdint>
#include <vector>

#include "grammar/syntax.h"
#include "grammar/syntax_errors.h"

namespace keyplate::grammar {

/// What an island held, for the statement that it becomes. Operands are in source order.
struct IslandParts {
  std::vector<ExprId> operands;
  Arguments arguments;
  Span name;
  bool assigned = false;  ///< an `=` before the last operand
};

class ExpressionBuilder {
 public:
  ExpressionBuilder(Tree& tree, SyntaxErrors& errors, unsigned nesting);

  void begin_island(Span content);
  /// What the island held. Good until the next `begin_island`.
  const IslandParts& finish_island();

  // ---- operands ----
  void string(Span token);
  void number(Span token);
  void true_literal(Span token) { push(token, BooleanLiteral{true}); }
  void false_literal(Span token) { push(token, BooleanLiteral{false}); }
  void none(Span token) { push(token, NoneLiteral{}); }
  void regex(Span token);
  void name(Span token) { push(token, NameExpr{}); }
  void bare_key(Span token) { push(token, StringLiteral{token, false}); }
  void unterminated(Span token);

  // ---- brackets: a frame from `open` to what is made of it ----
  void open(Span bracket);
  void close(Span bracket) { frames_.back().span.end = bracket.end; }
  /// Reports when too many are open; the rest of the island is then to be skipped.
  bool too_deep();
  void group();
  void list();
  void dict();
  void call();
  void subscript();
  void filter_arguments();
  void test_arguments();
  void island_arguments();

  // ---- behind an operand ----
  void member(Span key);
  void filter(Span name);
  void test(Span name);
  void negate_test() { negated_ = true; }

  // ---- operators ----
  void sign(Span token);
  void signed_operand();  ///< applies the signs before it
  void operator_token(Span token);
  void binary(BinaryOperator op, Span token);
  void logical_not(Span token);
  void comparison();  ///< what stands before `is` is one operand
  void expression();  ///< all since the last bracket, comma or keyword is one operand
  void inline_if();
  void inline_else();

  // ---- arguments ----
  void argument();
  void keyword();  ///< the last operand was the name of the next argument
  void keyword_value();
  void parameter(Span name);

  // ---- islands ----
  void island_name(Span name) { parts_.name = name; }
  void assigned() { parts_.assigned = true; }
  void require_call();  ///< of the last operand
  void alias();         ///< the last operand instead of the one before

  // ---- errors ----
  void missing(Wanted wanted, std::uint32_t offset);
  void missing_end(std::uint32_t offset) { errors_.expected_end(offset); }
  /// Between an operand and the next comma or bracket stood what doesn't belong there.
  void junk(Span skipped);
  void missing_close(std::uint32_t offset);
  bool is_open(char bracket) const;

  std::uint32_t offset_of(const char* p) const {
    return static_cast<std::uint32_t>(p - tree_.source->text().data());
  }

 private:
  struct Operand {
    ExprId id;
    std::uint32_t height;
  };
  struct Operator {
    enum class Kind : std::uint8_t { binary, sign, logical_not } kind;
    std::uint8_t strength;
    BinaryOperator binary;
    UnaryOperator sign;
    Span span;
  };
  /// Where an open bracket's content begins on the stacks. The first is the island's own.
  struct Frame {
    Span span;
    std::uint32_t operands = 0;
    std::uint32_t operators = 0;
    std::uint32_t arguments = 0;
    std::uint32_t height = 0;  ///< of the arguments so far
    char bracket = 0;
  };

  ExprId add(Span span, ExprNode node);
  void push(Span span, ExprNode node, std::uint32_t height = 1);
  void push_error(Span span);
  Operand pop();
  Operand& top() { return operands_.back(); }
  Span span_of(Operand operand) const { return tree_[operand.id].span; }
  Frame pop_frame();
  std::uint32_t tallest_operand(std::size_t first) const;
  ExprList take_operands(std::size_t first);
  Arguments take_arguments(std::size_t first);

  void reduce(std::uint8_t strength);
  void apply(const Operator& op);
  void apply_binary(const Operator& op);
  void apply_not(const Operator& op);
  bool quotient_waits() const;
  void apply_quotients(bool is_all);
  void apply_from_left(std::size_t first);

  Tree& tree_;
  SyntaxErrors& errors_;
  std::uint32_t nesting_;
  bool negated_ = false;
  std::vector<Operand> operands_;
  std::vector<Operator> operators_;
  std::vector<Argument> arguments_;
  std::vector<Frame> frames_;
  IslandParts parts_;
};

}  // namespace keyplate::grammar
