// links: grammar
// Whatever the bytes: spans lie in the text, in order and nested, on UTF-8 boundaries; diagnostics
// and error nodes come together; parsing twice gives the same.

#include "grammar/parse.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "grammar/syntax_print.h"
#include "grammar/unicode.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_parse {

using keyplate::DiagnosticSink;
using keyplate::Source;
using keyplate::SourcePtr;
using keyplate::Span;
using namespace keyplate::grammar;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

class TreeChecker {
 public:
  explicit TreeChecker(const Tree& tree)
      : tree_(tree), valid_(!keyplate::find_invalid_utf8(tree.source->text())) {}

  void check(bool reported) {
    for (const Expr& expr : tree_.exprs) {
      require_span(expr.span);
      errors_ += std::holds_alternative<ErrorExpr>(expr.node);
    }
    std::uint32_t last = 0;
    for (const Statement& statement : tree_.statements) {
      require_span(statement.span);
      errors_ += std::holds_alternative<ErrorStatement>(statement.node);
      if (!std::holds_alternative<Text>(statement.node)) continue;
      require(statement.span.begin >= last, "texts are in order");
      last = statement.span.end;
    }
    require((errors_ > 0) == reported, "error nodes where something was reported");
    for (const Expr& expr : tree_.exprs) check_children(expr);
  }

 private:
  void require_span(Span span) const {
    const std::string_view text = tree_.source->text();
    require(span.begin <= span.end && span.end <= text.size(), "spans lie in the text");
    require(!valid_ || (on_boundary(text, span.begin) && on_boundary(text, span.end)),
            "spans are on UTF-8 boundaries");
  }

  static bool on_boundary(std::string_view text, std::uint32_t at) {
    return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
  }

  void require_inside(const Expr& parent, ExprId child) const {
    if (child == ExprId::none) return;
    const Span inner = tree_[child].span;
    require(parent.span.begin <= inner.begin && inner.end <= parent.span.end, "spans are nested");
  }

  void check_list(const Expr& parent, ExprList list) const {
    for (const ExprId id : tree_.list(list)) require_inside(parent, id);
  }

  void check_arguments(const Expr& parent, Arguments list) const {
    for (const Argument& argument : tree_.list(list)) require_inside(parent, argument.value);
  }

  void check_children(const Expr& e) const {
    std::visit(overloaded{
                   [&](const Member& n) { require_inside(e, n.object), require_inside(e, n.key); },
                   [&](const Call& n) {
                     require_inside(e, n.callee);
                     check_arguments(e, n.arguments);
                   },
                   [&](const FilterExpr& n) {
                     require_inside(e, n.input);
                     check_arguments(e, n.arguments);
                   },
                   [&](const TestExpr& n) {
                     require_inside(e, n.value);
                     check_arguments(e, n.arguments);
                   },
                   [&](const Unary& n) { require_inside(e, n.operand); },
                   [&](const Binary& n) { require_inside(e, n.left), require_inside(e, n.right); },
                   [&](const InlineIf& n) {
                     require_inside(e, n.then);
                     require_inside(e, n.condition);
                     require_inside(e, n.otherwise);
                   },
                   [&](const ListLiteral& n) { check_list(e, n.items); },
                   [&](const DictLiteral& n) { check_list(e, n.entries); },
                   [&](const Group& n) { check_list(e, n.items); },
                   [](const auto&) {},
               },
               e.node);
  }

  const Tree& tree_;
  bool valid_;
  int errors_ = 0;
};

FUZZER(parse) {
  const SourcePtr source =
      Source::file("input", std::string(reinterpret_cast<const char*>(data), size));
  Tree tree;
  DiagnosticSink sink;
  parse(source, tree, sink);
  TreeChecker(tree).check(!sink.empty());
  for (const auto& diagnostic : sink.diagnostics())
    require(diagnostic.span && diagnostic.span->end <= size, "diagnostics lie in the text");
  require(tree.islands == 0 || may_hold_island(source->text()), "islands are expected");
  const std::string printed = print(tree);
  DiagnosticSink again;
  parse(source, tree, again);
  require(print(tree) == printed && again.size() == sink.size(), "parsing twice gives the same");
  return 0;
}

}  // namespace fuzz_parse
