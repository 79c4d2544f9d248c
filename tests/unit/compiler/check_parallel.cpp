#include "compiler/check_parallel.h"

#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "compiler/check_tables.h"
#include "grammar/parse.h"

namespace keyplate::compiler {
namespace {

/// A text long enough to be checked by two threads, and what checking it in order gives.
class LongText {
 public:
  explicit LongText(const std::string& in_the_middle, const std::string& at_the_end = "") {
    std::string text;
    for (int i = 0; i < 12'000; ++i) {
      if (i == 6'000) text += in_the_middle;
      text += i % 2 == 0 ? "a{{ host }}" : "b{{ secret('os', 'APP_A') | upper }}";
    }
    DiagnosticSink sink;
    grammar::parse(Source::file("long", text + at_the_end), tree_, sink);
    REQUIRE(sink.empty());
    workspace_ = load_workspace(Source::file("keyplate.toml", R"(
[vaults.os]
provider = "env"
prefix = "APP_"
[vaults.other]
provider = "env"
prefix = "OTHER_"
[environments.dev.variables]
host = "h"
port = 1
)"),
                                "/", sink);
    scope_ = make_scope(workspace_, workspace_.find_environment("dev"), {});
  }

  CheckContext context() const { return {&workspace_, {&scope_, 1}}; }
  const grammar::Tree& tree() const { return tree_; }

 private:
  grammar::Tree tree_;
  Workspace workspace_;
  Scope scope_;
};

std::string names(const UsedNames& used) {
  std::string text;
  for (const bool vault : used.groups.at(0).vaults) text += vault ? 'v' : '-';
  for (const bool variable : used.groups.at(0).variables) text += variable ? 'x' : '-';
  return text;
}

}  // namespace

TEST_CASE("Two threads note what one would") {
  if (std::thread::hardware_concurrency() < 2) return;
  const LongText text("", "{{ port }}");
  const CheckContext context = text.context();
  UsedNames used(context.tables());
  REQUIRE(check_in_halves(text.tree(), context, &used));
  CHECK(names(used) == "v-xx");
}

TEST_CASE("What is found in a long text is what one thread finds, in its order") {
  const LongText text("{{ nobody }}", "{{ secret('prod', 'x') }}");
  const CheckContext context = text.context();
  UsedNames used(context.tables());
  CHECK_FALSE(check_in_halves(text.tree(), context, &used));
  DiagnosticSink sink;
  check(text.tree(), context, sink, &used);
  REQUIRE(sink.size() == 2);
  CHECK(info(sink.diagnostics()[0].code).slug == "unknown-variable");
  CHECK(info(sink.diagnostics()[1].code).slug == "unknown-vault");
}

TEST_CASE("Statements that bind names are checked in order") {
  const LongText text("{% set late = 1 %}", "{{ late }}");
  const CheckContext context = text.context();
  CHECK_FALSE(check_in_halves(text.tree(), context, nullptr));
  DiagnosticSink sink;
  check(text.tree(), context, sink);
  CHECK(sink.empty());
}

}  // namespace keyplate::compiler
