#pragma once
// The parser's inside: by recursive descent, a function a rule of the grammar. The first problem
// ends the parse; after it every rule answers that it failed.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/jsonpath/parse.h"

namespace keyplate::compiler::jsonpath {

class Parser {
 public:
  Parser(std::string_view text, Dialect dialect) : text_(text), dialect_(dialect) {}
  tl::expected<Query, NameProblem> parse();

 private:
  /// A value or condition in a filter, and where it stands.
  struct Operand {
    ExprId id{};
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  // ---- parse.cpp: segments and selectors ----
  bool whole();
  bool path_without_root();
  std::optional<PathId> path(bool relative);
  std::optional<PathId> add_path(bool relative, const std::vector<Segment>& segments);
  bool segments(std::vector<Segment>& out);
  bool segment(std::vector<Segment>& out);
  void add_segment(bool descendant, std::vector<Selector> selectors, std::vector<Segment>& out);
  bool shorthand(std::vector<Selector>& out);
  bool bracketed(std::vector<Selector>& out);
  std::optional<Selector> selector();
  std::optional<Selector> index_or_slice();
  std::optional<Selector> slice(std::optional<std::int64_t> start);
  std::optional<Selector> filter();
  bool is_singular(const std::vector<Segment>& segments) const;

  // ---- parse_filter.cpp ----
  std::optional<ExprId> any();
  std::optional<ExprId> all();
  std::optional<ExprId> condition();
  std::optional<ExprId> parenthesized();
  std::optional<ExprId> negated();
  std::optional<ExprId> comparison_or_test();
  std::optional<ExprId> test(const Operand& operand);
  std::optional<Operand> operand();
  std::optional<ExprId> bare_operand();
  std::optional<ExprId> word();
  std::optional<ExprId> call(std::string_view name, std::size_t begin);
  bool arguments(std::vector<Operand>& out);
  bool comparable(const Operand& operand);
  std::optional<Comparator> comparator();
  ExprId add(Expr expr);
  Run<ExprId> add_list(const std::vector<ExprId>& ids);

  // ---- parse_literal.cpp ----
  std::optional<std::string> quoted();
  bool escape(char quote, std::string& out);
  bool unicode_escape(std::size_t begin, std::string& out);
  std::optional<char32_t> hexadecimal();
  std::optional<std::int64_t> integer();
  std::optional<Number> number();
  std::size_t digits();

  // ---- the text ----
  bool done() const { return at_ == text_.size(); }
  bool is(char c) const { return !done() && text_[at_] == c; }
  bool is_quote() const { return is('\'') || is('"'); }
  bool is_number() const;
  bool take(char c) { return take(std::string_view(&c, 1)); }
  bool take(std::string_view token);
  bool expect(char c);
  void skip_space();
  bool lenient() const { return dialect_ == Dialect::insomnia; }
  /// What fails, records why and answers nothing or false.
  std::nullopt_t fail(std::size_t begin, std::size_t end, std::string reason);
  std::nullopt_t unexpected(std::string_view wanted);
  bool enter();
  void leave() { --nesting_; }

  std::string_view text_;
  Dialect dialect_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;
  std::size_t filters_ = 0;  ///< that are open
  Query query_;
  std::optional<NameProblem> problem_;
};

}  // namespace keyplate::compiler::jsonpath
