#include "lsp/code_actions.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace keyplate::lsp {
namespace {

Diagnostic with_fix(bool safe, std::vector<TextEdit> edits) {
  Diagnostic diagnostic;
  diagnostic.fix = Fix{"cure", safe, std::move(edits)};
  return diagnostic;
}

/// The text after the comment that silences the first finding; empty where none can.
std::string silenced(const std::string& text) {
  compiler::TextChecker checker;
  const SourcePtr source = Source::file("example.txt", text);
  const std::vector<Diagnostic> found = checker.check(source, nullptr);
  REQUIRE_FALSE(found.empty());
  const auto action = silence(found.front(), found, source, nullptr, checker);
  return action ? applied(text, action->edits) : "";
}

}  // namespace

TEST_CASE("edits are applied by their place") {
  CHECK(applied("abcdef", {{{4, 5}, "X"}, {{0, 0}, "<"}, {{1, 3}, ""}, {{6, 6}, ">"}}) == "<adXf>");
  CHECK(applied("", {}) == "");
}

TEST_CASE("all safe cures together leave out what gets in another's way") {
  const std::vector<Diagnostic> found = {
      with_fix(true, {{{0, 2}, "a"}}), with_fix(true, {{{1, 3}, "b"}}),
      with_fix(false, {{{4, 5}, "c"}}), with_fix(true, {{{2, 3}, "d"}}),
      with_fix(true, {{{0, 2}, "a"}})};
  const auto all = cure_all(found);
  REQUIRE(all);
  CHECK(applied("012345", all->edits) == "ad345");
  CHECK_FALSE(cure_all(std::vector<Diagnostic>{with_fix(false, {{{0, 1}, ""}})}));
}

TEST_CASE("a comment silences where it changes nothing else") {
  CHECK(silenced("{{ 1 | upp }}") == "{# keyplate: ignore unknown-filter -#}\n{{ 1 | upp }}");
  CHECK(silenced("a\r\n{{ 1 | upp }}") ==
        "a\r\n{# keyplate: ignore unknown-filter -#}\r\n{{ 1 | upp }}");
  CHECK(silenced("a\r\n  {{ 1 | upp }}") ==
        "a{# keyplate: ignore unknown-filter #}\r\n  {{ 1 | upp }}");
  CHECK(silenced("{#- keyplate: ignore unknown-tag -#}\n{% x %}{{ 1 | upp }}") ==
        "{#- keyplate: ignore unknown-tag, unknown-filter -#}\n{% x %}{{ 1 | upp }}");
  CHECK(silenced("  {{ 1 | upp }}").empty());
  CHECK(silenced("a \n{%- if 1 | upp %}{% endif %}").empty());
  CHECK(silenced("{{ 1\n| upp }}").empty());
}

}  // namespace keyplate::lsp
