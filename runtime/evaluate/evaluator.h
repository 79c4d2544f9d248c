#pragma once
// Runs one program: a template against a printer, or the template of a variable to its text. It is
// split by concern: evaluator_expressions.cpp, evaluator_calls.cpp, evaluator_tags.cpp,
// evaluator_vault.cpp, evaluator_statements.cpp, evaluator_output.cpp and, for plans,
// evaluator_doubt.cpp.
//
// An error is reported where it happens, once; its expression is then failed with
// `reported_failure`, which absorbs all that depends on it and reports nothing more. A pending
// value absorbs likewise.

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/program.h"
#include "runtime/evaluate/captured.h"
#include "runtime/evaluate/changes.h"
#include "runtime/evaluate/failure.h"
#include "runtime/evaluate/filters.h"
#include "runtime/evaluate/loop_source.h"
#include "runtime/evaluate/printer.h"
#include "runtime/evaluate/regex.h"
#include "runtime/evaluate/render_state.h"
#include "runtime/evaluate/scope.h"

namespace keyplate::evaluate {

class Evaluator : private Run {
 public:
  Evaluator(const compiler::Program& program, RenderState& state);
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  /// Prints the program as a job.
  void print(Printer& printer);
  /// What the program prints, as a string; pending or failed if a part of it is.
  Value text();

 private:
  friend class MacroFunction;
  friend class CallerFunction;

  /// What is printed between the begin and the end of a macro, block `set` or the like.
  struct Capture {
    std::vector<Piece> pieces;
    bool pending = false;
    bool failed = false;
  };

  // ---- expressions ----
  /// The value as it is: it may be a table, captured, pending or failed.
  Value evaluate(grammar::ExprId id);
  /// The value to work with: tables are evaluated and captured output is a string.
  Value operand(grammar::ExprId id) { return settled(evaluate(id)); }
  Value settled(Value value);
  /// What stands for a value that `evaluate` found, once the run has changed a list.
  Value current(Value value);
  Value flattened(const Captured& captured);

  Value eval(grammar::ExprId id, const grammar::ErrorExpr&);
  Value eval(grammar::ExprId id, const grammar::StringLiteral&);
  Value eval(grammar::ExprId id, const grammar::NumberLiteral&);
  Value eval(grammar::ExprId id, const grammar::BooleanLiteral&);
  Value eval(grammar::ExprId id, const grammar::NoneLiteral&);
  Value eval(grammar::ExprId id, const grammar::RegexLiteral&);
  Value eval(grammar::ExprId id, const grammar::NameExpr&);
  Value eval(grammar::ExprId id, const grammar::Member&);
  Value eval(grammar::ExprId id, const grammar::Call&);
  Value eval(grammar::ExprId id, const grammar::FilterExpr&);
  Value eval(grammar::ExprId id, const grammar::TestExpr&);
  Value eval(grammar::ExprId id, const grammar::Unary&);
  Value eval(grammar::ExprId id, const grammar::Binary&);
  Value eval(grammar::ExprId id, const grammar::InlineIf&);
  Value eval(grammar::ExprId id, const grammar::ListLiteral&);
  Value eval(grammar::ExprId id, const grammar::DictLiteral&);
  Value eval(grammar::ExprId id, const grammar::Group&);

  Value property_key(grammar::ExprId id);
  /// A value that something was evaluated behind, which may have changed it.
  Value as_now(const Value& value) const {
    return changes_.any() ? changes_.current(value) : value;
  }
  Value short_circuit(const grammar::Binary& binary);
  Value membership(grammar::ExprId id, const grammar::Binary& binary);
  Value apply(const grammar::Binary& binary, const Value& left, const Value& right);
  Value concatenate(const Value& left, const Value& right);
  bool defined(const grammar::Binary& binary, const Value& left, const Value& right);
  std::optional<Value> loop_member(const grammar::Member& member);
  Value loop_value(const LoopState& loop);
  Value literal(std::uint32_t index);

  // ---- calls ----
  Value call(grammar::ExprId id, const grammar::Call& call, const Value* caller);
  Value call_function(const Value& function, const grammar::Call& call, const Value* caller);
  Value apply_filter(std::uint32_t filter, const Value& input, grammar::Arguments arguments,
                     Span name, CallPlace place);
  Value apply_filter_block(grammar::StatementId id, const grammar::FilterBlock& node);
  Value apply_random(std::uint32_t filter, const Value& input, Span name, const CallSite& site);
  std::optional<Value> apply_default(std::uint32_t filter, const Value& input,
                                     grammar::Arguments arguments);
  void bind(grammar::Arguments arguments, std::span<const compiler::FieldSpec> fields,
            std::span<Value> bound);
  Value call_body(grammar::Arguments parameters, grammar::Block body,
                  std::span<const Value> arguments, std::span<const Keyword> keywords);
  void bind_parameters(grammar::Arguments parameters, std::span<const Value> arguments,
                       std::span<const Keyword> keywords);
  void bind_parameter(std::uint32_t index, const Value* given, std::span<const Keyword> keywords);
  Value finish_call(Value result, Span name);
  Value finish_call(Value result, Span span, const std::string& name);
  Value report_not_callable(const Value& value, const grammar::Expr& callee);
  Value call_back(const Value& function, std::span<const Value> arguments) override;
  Changes& changes() override { return changes_; }

  // ---- tags ----
  Value tag(const compiler::TagCall& call);
  Value tag_as_statement(const compiler::TagCall& call);
  Value call_tag(const compiler::TagCall& call);
  Value tag_argument(const compiler::TagCall& call, std::size_t field);
  Value secret_tag(const compiler::TagCall& call);
  std::optional<std::string> reference_text(const compiler::TagCall& call, std::size_t field,
                                            Value& problem);
  Value report_vault(const compiler::TagCall& call, const std::string& vault_name);
  Value unasked(const compiler::TagCall& call, const Value& problem);
  Value vault_tag(const compiler::TagCall& call);
  Value ask(const compiler::TagCall& call, const SecretRequest& request, grammar::ExprId otherwise);

  // ---- statements ----
  /// What the block prints, as a captured value: pending or failed if a part of it is.
  Value captured(grammar::Block block);
  void execute(grammar::Block block);
  void execute(grammar::StatementId id);
  void run(grammar::StatementId id, const grammar::ErrorStatement&);
  void run(grammar::StatementId id, const grammar::Text&);
  void run(grammar::StatementId id, const grammar::Output&);
  void run(grammar::StatementId id, const grammar::If&);
  void run(grammar::StatementId id, const grammar::For&);
  void run(grammar::StatementId id, const grammar::Set&);
  void run(grammar::StatementId id, const grammar::Macro&);
  void run(grammar::StatementId id, const grammar::CallBlock&);
  void run(grammar::StatementId id, const grammar::FilterBlock&);
  void run(grammar::StatementId id, const grammar::Switch&);
  void run(grammar::StatementId id, const grammar::TagStatement&);
  void run(grammar::StatementId id, const grammar::Loader&);
  /// An `if`, `for` or `switch` over what is pending or failed: its bodies don't run, and what they
  /// can set is as unknown.
  void skip(const Value& absorbing, grammar::StatementId id, Span span);
  void unsettle(const Value& absorbing, grammar::Block block);
  void unsettle(const Value& absorbing, grammar::StatementId id);
  bool condition(grammar::ExprId id, Value& absorbing);
  bool loop(const grammar::For& node, LoopSource source);
  void bind_targets(const grammar::For& node, LoopSource& source, std::size_t index);
  void define(grammar::StatementId id, const Value& value);
  void assign(const grammar::Set& node, const Value& value);
  compiler::SymbolId symbol_of(grammar::ExprId name) const {
    return compiler::SymbolId{program_.expr_binding[static_cast<std::size_t>(name)]};
  }
  /// One level deeper; the caller counts it back. False: deep enough.
  bool descend() {
    if (state_.depth >= deepest_recursion) return state_.budget.exhaust(Budget::Limit::nesting);
    ++state_.depth;
    return true;
  }
  bool stopped() const { return state_.budget.exhausted() != Budget::Limit::none; }

  // ---- plans: what a render does only perhaps ----
  class Doubt;
  bool planning() const { return state_.plan != nullptr; }
  unsigned doubt() const { return planning() ? state_.plan->doubt : 0; }
  bool in_doubt() const { return doubt() > 0; }
  /// Each does nothing in a render.
  void perhaps(grammar::ExprId id);
  void perhaps(grammar::Block block);
  void call_unknown(const grammar::Call& call, const Value* caller);
  /// What is a function among the values may have been called with anything.
  void called_somehow(std::span<const Value> values);
  void explore(grammar::StatementId id);
  void explore(const grammar::If& node);
  void explore(const grammar::Switch& node);
  void explore(const grammar::For& node);
  void explore_often(grammar::Block block);
  void explore_body(grammar::Arguments parameters, grammar::Block body);
  bool loops_in_doubt(grammar::Block body) const;
  void lose(compiler::SymbolId symbol);

  // ---- output ----
  Value finish(Capture capture);
  void print(const Value& value, grammar::StatementId id, Span span);
  void print_piece(const Piece& piece);
  void author(std::string_view text, const Origin& origin);
  bool prints_nothing(const Value& value, Span span);
  bool holds_null() const;
  void emit(const Value& value, const Origin& origin, Span span);
  Value kept(const Value& value);

  // ---- errors ----
  static Value failed();
  template <typename... Args>
  Value report(Span span, const Message<Args...>& message,
               const std::type_identity_t<Args>&... args) {
    state_.sink->report(tree_.source, span, message, args...);
    return failed();
  }
  void report_exhausted(grammar::StatementId id);
  void report_read(const Value& value, Span span);

  const compiler::Program& program_;
  const grammar::Tree& tree_;
  RenderState& state_;
  CallContext context_;
  Changes changes_;
  Scope scope_;
  std::vector<Value> literals_;  ///< by index of program_.strings; undefined until first used
  std::unordered_map<grammar::ExprId, std::shared_ptr<const Regex>> regexes_;  ///< once used
  Printer* printer_ = nullptr;  ///< null for a variable
  Capture* capture_ = nullptr;  ///< the innermost; null: print
  CallPlace call_place_;        ///< of the macro that is called now
  CallPlace call_backs_;        ///< of the next macro that the method or filter calls
  /// The body of a macro or `call` block that runs.
  struct RunningBody {
    std::uint32_t first;  ///< of its statements
    unsigned doubt;       ///< where it was called
    bool explored;        ///< its arguments are unknown
  };
  std::vector<RunningBody> bodies_;
  compiler::SymbolId loop_symbol_;
  compiler::SymbolId caller_symbol_;
};

}  // namespace keyplate::evaluate
