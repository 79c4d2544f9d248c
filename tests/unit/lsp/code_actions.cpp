#include "lsp/code_actions.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/checked_workspace.h"

namespace keyplate::lsp {
namespace {

std::vector<Diagnostic> found_in(const std::string& text) {
  return compiler::TextChecker().check(Source::file("example.txt", text), nullptr);
}

std::string applied(std::string_view text, const CodeAction& action) {
  const Fix fix{"", true, action.edits};
  const Fix* const only = &fix;
  return compiler::apply_fixes(text, {&only, 1});
}

/// The text after the comment that silences the first finding; empty where none can.
std::string silenced(const std::string& text) {
  const SourcePtr source = Source::file("example.txt", text);
  const std::vector<Diagnostic> found = compiler::TextChecker().check(source, nullptr);
  REQUIRE_FALSE(found.empty());
  const auto action = silence(found.front(), found, source, found_in);
  return action ? applied(text, *action) : "";
}

}  // namespace

TEST_CASE("all safe cures together are an edit each") {
  const std::string text = "{{ 1 | uper }}{{ x }}{{ 2 | loer }}";
  const auto all = cure_all(text, found_in(text), found_in);
  REQUIRE(all);
  CHECK(all->edits.size() == 2);
  CHECK(applied(text, *all) == "{{ 1 | upper }}{{ x }}{{ 2 | lower }}");
  CHECK_FALSE(cure_all("{{ 1 + }}", found_in("{{ 1 + }}"), found_in));
}

TEST_CASE("when only some cures make it better, or more come after them, it is one edit") {
  const std::string text = "\xC3\xA9{{ 1 | uper }}\xC3\xA9{{ 2 | loer }}\xC3\xA9";
  // With the second one cured this finds no less than before.
  const auto stubborn = [&](const std::string& edited) {
    return edited.find("lower") == std::string::npos ? found_in(edited) : found_in(text);
  };
  const auto all = cure_all(text, found_in(text), stubborn);
  REQUIRE(all);
  CHECK(all->edits.size() == 1);
  CHECK(applied(text, *all) == "\xC3\xA9{{ 1 | upper }}\xC3\xA9{{ 2 | loer }}\xC3\xA9");
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
