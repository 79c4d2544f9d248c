#include "compiler/check_portability.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

using namespace grammar;

enum class Unportable : std::uint8_t {
  elif_branch,
  set,
  macro,
  call_block,
  filter_block,
  switch_block,
  async_block,
  two_targets,
  loop_variable,
  raw_comment,
  tag_argument,
  filter_arguments,
  filter_name,
  inline_if,
  concatenation,
  arithmetic,
  membership,
  strict_equality,
  test,
  function_call,
  literal,
  parentheses,
  none_name,
};

/// What Insomnia 13 does with it, and what works in both; `{}` is what was written.
struct PortabilityRow {
  Unportable what;
  std::string_view does;
  std::string_view instead;
};

// clang-format off
constexpr PortabilityRow portability_rows[] = {
    {Unportable::elif_branch, "has no `{}`", "an `if` inside the `else` works in both"},
    {Unportable::set, "has no `set`", "a variable of an environment works in both"},
    {Unportable::macro, "has no `macro`", "what is written out works in both"},
    {Unportable::call_block, "has no `call`", "what is written out works in both"},
    {Unportable::filter_block, "has no `filter` block", "a filter on each value works in both"},
    {Unportable::switch_block, "has no `switch`", "`if` and `else` work in both"},
    {Unportable::async_block, "has no `{}`", "`if` and `for` work in both"},
    {Unportable::two_targets, "takes one name in a `for`", "a list of dicts can be walked in both"},
    {Unportable::loop_variable, "has no `loop`, it says `forloop`", "nothing does this in both"},
    {Unportable::raw_comment, "drops `{{# #}}` even in a `raw` block", "a variable whose text it is works in both"},
    {Unportable::tag_argument, "gives the tag `{}` as it stands there", "a bare name of a variable, or a text in quotes, works in both"},
    {Unportable::filter_arguments, "reads arguments of a filter after `:`", "a variable that has the result works in both"},
    {Unportable::filter_name, "has no filter `{}`", "a variable that has the result works in both"},
    {Unportable::inline_if, "has no `if` in an expression", "`{{% if %}}` and `{{% else %}}` work in both"},
    {Unportable::concatenation, "has no `~`", "two `{{{{ }}}}`, one behind the other, work in both"},
    {Unportable::arithmetic, "does not compute `{}`", "a variable that has the result works in both"},
    {Unportable::membership, "has no `{}`, it says `contains`", "`==`, once a value, works in both"},
    {Unportable::strict_equality, "has no `{}`", "`==` and `!=` work in both"},
    {Unportable::test, "has no tests with `is`", "a condition without `is` works in both"},
    {Unportable::function_call, "calls no functions", "a tag or a variable works in both"},
    {Unportable::literal, "has no lists and dicts in templates", "a variable that holds it works in both"},
    {Unportable::parentheses, "has no parentheses", "conditions inside each other work in both"},
    {Unportable::none_name, "takes `{}` for a variable", "`null` works in both"},
};
// clang-format on
static_assert([] {
  for (std::size_t i = 0; i < std::size(portability_rows); ++i)
    if (portability_rows[i].what != static_cast<Unportable>(i)) return false;
  return true;
}());

/// Filters that both have, under one name and to the same end.
constexpr std::string_view common_filters[] = {"abs",   "capitalize", "debug", "default", "escape",
                                               "first", "join",       "last",  "replace", "reverse",
                                               "round", "sort",       "sum"};
/// What Insomnia 13 calls what has another name there.
constexpr std::pair<std::string_view, std::string_view> renamed_filters[] = {
    {"dump", "json"},
    {"length", "size"},
    {"lower", "downcase"},
    {"nl2br", "newline_to_br"},
    {"safe", "raw"},
    {"striptags", "strip_html"},
    {"trim", "strip"},
    {"upper", "upcase"},
    {"urlencode", "url_encode"},
    {"wordcount", "number_of_words"},
};

constexpr bool is_one_letter_of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class Portability {
 public:
  explicit Portability(const Tree& tree) : tree_(tree) {}

  void run(DiagnosticSink& sink) {
    for (const Statement& each : tree_.statements) statement(each);
    for (const Expr& each : tree_.exprs) expression(each);
    report(sink);
  }

 private:
  struct Finding {
    Span span;
    Unportable what;
    std::string written;
    bool fixable = false;
  };

  void find(Unportable what, Span span, std::string_view written = {}) {
    findings_.push_back({span, what, visible(written), false});
  }

  void statement(const Statement& each) {
    const Span span = each.span;
    std::visit(overloaded{
                   [&](const If& node) { branches(node, span); },
                   [&](const For& node) { loop(node, span); },
                   [&](const Set&) { find(Unportable::set, span); },
                   [&](const Macro&) { find(Unportable::macro, span); },
                   [&](const CallBlock&) { find(Unportable::call_block, span); },
                   [&](const FilterBlock&) { find(Unportable::filter_block, span); },
                   [&](const Switch&) { find(Unportable::switch_block, span); },
                   [&](const TagStatement& node) { tag(node); },
                   [&](const Text& node) {
                     if (node.raw && tree_.text(span).find("{#") != std::string_view::npos)
                       find(Unportable::raw_comment, comment_in(span));
                   },
                   [](const auto&) {},
               },
               each.node);
  }

  Span comment_in(Span raw) const {
    const auto at = static_cast<std::uint32_t>(tree_.text(raw).find("{#"));
    return {raw.begin + at, raw.begin + at + 2};
  }

  /// The first word of an island.
  Span keyword(Span island) const {
    const std::string_view text = tree_.text(island);
    std::size_t begin = 0;
    while (begin < text.size() && !is_one_letter_of_a_name(text[begin])) ++begin;
    std::size_t end = begin;
    while (end < text.size() && is_one_letter_of_a_name(text[end])) ++end;
    return {island.begin + static_cast<std::uint32_t>(begin),
            island.begin + static_cast<std::uint32_t>(end)};
  }

  /// The word that stands before an expression.
  Span word_before(Span span) const {
    const std::string_view text = tree_.source->text();
    std::uint32_t end = span.begin;
    while (end > 0 && !is_one_letter_of_a_name(text[end - 1]) && text[end - 1] != '%') --end;
    std::uint32_t begin = end;
    while (begin > 0 && is_one_letter_of_a_name(text[begin - 1])) --begin;
    return {begin, end};
  }

  void branches(const If& node, Span island) {
    if (const Span word = keyword(island); tree_.text(word) != "if")
      find(Unportable::async_block, word, tree_.text(word));
    const auto list = tree_.list(node.branches);
    for (std::size_t i = 1; i < list.size(); ++i) {
      if (list[i].condition == ExprId::none) continue;
      const Span word = word_before(tree_[list[i].condition].span);
      find(Unportable::elif_branch, word, tree_.text(word));
    }
  }

  void loop(const For& node, Span island) {
    if (node.kind != LoopKind::plain)
      find(Unportable::async_block, keyword(island), tree_.text(keyword(island)));
    else if (node.targets.count > 1)
      find(Unportable::two_targets, island);
  }

  /// Insomnia 13 knows a text, a number, a boolean and a bare name there. Keyplate's own tag isn't
  /// one of Insomnia's.
  void tag(const TagStatement& node) {
    if (tree_.text(node.name) == "secret") return;
    for (const Argument& argument : tree_.list(node.arguments)) {
      if (argument.value == ExprId::none) continue;
      const Expr& value = tree_[argument.value];
      const bool plain = std::holds_alternative<StringLiteral>(value.node) ||
                         std::holds_alternative<NumberLiteral>(value.node) ||
                         std::holds_alternative<BooleanLiteral>(value.node) ||
                         std::holds_alternative<NameExpr>(value.node) ||
                         std::holds_alternative<ErrorExpr>(value.node);
      if (plain) continue;
      find(Unportable::tag_argument, value.span, tree_.text(value.span));
      findings_.back().fixable = is_root_variable(value);
    }
  }

  /// `_.x`, written so, which is `x`.
  bool is_root_variable(const Expr& value) const {
    const auto* member = std::get_if<Member>(&value.node);
    return member != nullptr && member->dotted && tree_.text(member->object) == "_" &&
           tree_.text(value.span) == fmt::format("_.{}", tree_.text(member->key));
  }

  void expression(const Expr& each) {
    const Span span = each.span;
    std::visit(overloaded{
                   [&](const NameExpr&) {
                     if (tree_.text(span) == "loop") find(Unportable::loop_variable, span, "loop");
                   },
                   [&](const NoneLiteral&) {
                     if (tree_.text(span) == "none")
                       find(Unportable::none_name, span, tree_.text(span));
                   },
                   [&](const FilterExpr& node) { filter(node); },
                   [&](const TestExpr& node) { find(Unportable::test, node.name); },
                   [&](const InlineIf&) { find(Unportable::inline_if, span); },
                   [&](const Binary& node) { binary(node); },
                   [&](const Call& node) {
                     if (tree_.text(node.callee) != "secret") find(Unportable::function_call, span);
                   },
                   [&](const ListLiteral&) { find(Unportable::literal, span); },
                   [&](const DictLiteral&) { find(Unportable::literal, span); },
                   [&](const Group&) { find(Unportable::parentheses, span); },
                   [](const auto&) {},
               },
               each.node);
  }

  void filter(const FilterExpr& node) {
    const std::string_view name = tree_.text(node.name);
    if (std::find(std::begin(common_filters), std::end(common_filters), name) ==
        std::end(common_filters))
      find(Unportable::filter_name, node.name, name);
    else if (node.arguments.count > 0)
      find(Unportable::filter_arguments, node.name);
  }

  void binary(const Binary& node) {
    switch (node.op) {
      case BinaryOperator::concatenate:
        return find(Unportable::concatenation, node.op_span);
      case BinaryOperator::in:
      case BinaryOperator::not_in:
        return find(Unportable::membership, node.op_span, tree_.text(node.op_span));
      case BinaryOperator::strict_equal:
      case BinaryOperator::strict_not_equal:
        return find(Unportable::strict_equality, node.op_span, tree_.text(node.op_span));
      case BinaryOperator::add:
      case BinaryOperator::subtract:
      case BinaryOperator::multiply:
      case BinaryOperator::divide:
      case BinaryOperator::floor_divide:
      case BinaryOperator::modulo:
      case BinaryOperator::power:
        return find(Unportable::arithmetic, node.op_span, tree_.text(node.op_span));
      default:
        return;
    }
  }

  /// Each once: what lies in a part that is reported for the same, and what lies in an argument of
  /// a tag, is no news.
  void report(DiagnosticSink& sink) {
    std::sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
      return std::tuple(a.span.begin, b.span.end, a.what) <
             std::tuple(b.span.begin, a.span.end, b.what);
    });
    std::uint32_t reached[std::size(portability_rows)] = {};
    for (const Finding& each : findings_) {
      std::uint32_t& end = reached[static_cast<std::size_t>(each.what)];
      const std::uint32_t argument = reached[static_cast<std::size_t>(Unportable::tag_argument)];
      if (each.span.end <= std::max(end, argument)) continue;
      end = each.span.end;
      report(each, sink);
    }
  }

  void report(const Finding& each, DiagnosticSink& sink) const {
    const PortabilityRow& row = portability_rows[static_cast<std::size_t>(each.what)];
    std::string does = fmt::format(fmt::runtime(row.does), each.written);
    std::string instead = fmt::format(fmt::runtime(row.instead), each.written);
    if (each.what == Unportable::filter_name) {
      for (const auto& [ours, theirs] : renamed_filters)
        if (each.written == ours) does += fmt::format(", it says `{}`", theirs);
    }
    if (each.fixable) instead = fmt::format("`{}` works in both", each.written.substr(2));
    Diagnostic& added =
        sink.report(tree_.source, each.span, diag::not_portable, "13 " + does, std::move(instead));
    if (!each.fixable) return;
    if (auto edit = edit_of(tree_.source, each.span, each.written.substr(2)))
      added.fix = Fix{fmt::format("replace with `{}`", edit->text), false, {*std::move(edit)}};
  }

  const Tree& tree_;
  std::vector<Finding> findings_;
};

}  // namespace

void check_portability(const Tree& tree, DiagnosticSink& sink) {
  Portability(tree).run(sink);
}

}  // namespace keyplate::compiler
