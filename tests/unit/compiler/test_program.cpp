#include <catch2/catch.hpp>

#include "compiler/program.h"
#include "grammar/parse.h"

using namespace keyplate;
using namespace keyplate::compiler;
using namespace keyplate::grammar;

namespace {

Program program_of(std::string text, Symbols& symbols) {
  DiagnosticSink sink;
  Tree tree;
  parse(Source::file("example.txt", std::move(text)), tree, sink);
  REQUIRE(sink.empty());
  return lower(std::move(tree), symbols);
}

/// The bindings of all nodes of one kind, in the order of the tree.
template <typename Node>
std::vector<std::uint32_t> bindings(const Program& program) {
  std::vector<std::uint32_t> found;
  for (std::size_t i = 0; i < program.tree.exprs.size(); ++i)
    if (std::holds_alternative<Node>(program.tree.exprs[i].node))
      found.push_back(program.expr_binding[i]);
  return found;
}

std::string argument_text(const Program& program, ExprId id) {
  return id == ExprId::none ? "-" : std::string(program.tree.text(id));
}

std::string arguments(const Program& program, std::size_t tag) {
  std::string text;
  for (const ExprId id : program.tags[tag].arguments) text += argument_text(program, id) + " ";
  return text;
}

}  // namespace

TEST_CASE("a name is one symbol however often it is written, in all programs of a render") {
  Symbols symbols;
  const Program first = program_of("{{ a }}{{ b }}{{ a }}", symbols);
  const Program second = program_of("{{ b }}", symbols);
  const auto names = bindings<NameExpr>(first);
  CHECK(names == std::vector<std::uint32_t>{0, 1, 0});
  CHECK(bindings<NameExpr>(second) == std::vector<std::uint32_t>{1});
  CHECK(symbols.size() == 2);
  CHECK(symbols.name(SymbolId{1}) == "b");
}

TEST_CASE("literals are decoded once") {
  Symbols symbols;
  const Program program = program_of(R"({{ 'a\nb' ~ "c" ~ x.key }})", symbols);
  CHECK(program.strings == std::vector<std::string>{"a\nb", "c", "key"});
  CHECK(bindings<StringLiteral>(program) == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("filters and tests are positions in their tables") {
  Symbols symbols;
  const Program program = program_of(
      "{{ a | upper }}{{ a is odd }}{{ none is none }}{% filter trim %}{% endfilter %}", symbols);
  CHECK(bindings<FilterExpr>(program) == std::vector<std::uint32_t>{*find_filter("upper")});
  CHECK(bindings<TestExpr>(program) ==
        std::vector<std::uint32_t>{*find_test("odd"), *find_test("none")});
  CHECK(program.statement_binding.back() == *find_filter("trim"));
}

TEST_CASE("a tag's arguments lie in the order of its fields, statement and call alike") {
  Symbols symbols;
  const Program program = program_of(
      "{% secret 'v', key='k', 'n' %}{{ secret('v', 'n', default=1) }}{{ f(1) }}", symbols);
  REQUIRE(program.tags.size() == 2);
  CHECK(program.tags[0].tag == TagId::secret);
  std::vector<std::string> found = {arguments(program, 0), arguments(program, 1)};
  std::sort(found.begin(), found.end());
  CHECK(found == std::vector<std::string>{"'v' 'n' 'k' - - - - - ", "'v' 'n' - - - - - 1 "});
  const auto calls = bindings<Call>(program);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0] < program.tags.size());
  CHECK(calls[1] == unbound);
}

TEST_CASE("keywords and parameters are symbols") {
  Symbols symbols;
  const Program program = program_of("{% macro m(a, b=1) %}{% endmacro %}{{ m(2, b=3) }}", symbols);
  std::size_t named = 0;
  for (const std::uint32_t binding : program.argument_binding)
    if (binding != unbound) ++named;
  CHECK(named == 3);
  CHECK(symbols.size() == 3);
}
