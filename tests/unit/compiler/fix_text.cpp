#include "compiler/fix_text.h"

#include <catch2/catch.hpp>

using namespace keyplate;
using namespace keyplate::compiler;

namespace {

Diagnostic finding(const std::string& text, Code code, std::string message,
                   std::optional<Fix> fix = std::nullopt) {
  DiagnosticSink sink;
  Diagnostic& added = sink.add(code, Source::file("a", text), Span{0, 0}, std::move(message));
  added.fix = std::move(fix);
  return sink.take().front();
}

Fix edit(std::uint32_t begin, std::uint32_t end, std::string text, bool safe = true) {
  return {"", safe, {{{begin, end}, std::move(text)}}};
}

/// Every `a` is an error whose fix is `with`.
std::vector<Diagnostic> letters(const std::string& text, const std::string& with) {
  std::vector<Diagnostic> found;
  for (std::uint32_t i = 0; i < text.size(); ++i)
    if (text[i] == 'a')
      found.push_back(finding(text, Code::unknown_tag, "a", edit(i, i + 1, with)));
  return found;
}

}  // namespace

TEST_CASE("edits that touch wait for another time, and the same twice is once") {
  std::vector<Diagnostic> found;
  for (const Fix& fix : {edit(2, 4, "X"), edit(0, 2, "Y"), edit(2, 4, "X"), edit(3, 5, "Z"),
                         edit(5, 5, "W"), edit(6, 7, "unsafe", false)})
    found.push_back(finding("0123456", Code::unknown_tag, "", fix));
  const auto fixes = safe_fixes(found);
  CHECK(fixes.size() == 3);
  CHECK(apply_fixes("0123456", fixes) == "YX4W56");
}

TEST_CASE("worse is more of a severity, a finding that is new, or one in another environment") {
  const Diagnostic error = finding("", Code::unknown_tag, "x");
  const Diagnostic other = finding("", Code::unknown_tag, "y");
  const Diagnostic warning = finding("", Code::unused_suppression, "x");
  Diagnostic dev = error, prod = error;
  dev.environments = {"dev"};
  prod.environments = {"prod"};
  using List = std::vector<Diagnostic>;
  CHECK_FALSE(is_worse(List{error, other}, List{error}));
  CHECK_FALSE(is_worse(List{error}, List{dev}));
  CHECK(is_worse(List{error}, List{error, error}));
  CHECK(is_worse(List{error}, List{other}));
  CHECK(is_worse(List{error, other}, List{warning}));
  CHECK(is_worse(List{dev}, List{error}));
  CHECK(is_worse(List{dev}, List{prod}));
}

TEST_CASE("fixes go on until there are no more") {
  const CheckText check = [](const std::string& text) {
    return letters(text, "b");
  };
  const FixedText fixed = fix_text("xaxax", check("xaxax"), check);
  CHECK(fixed.text == "xbxbx");
  CHECK(fixed.fixed == 2);
  CHECK(fixed.held_back == 0);
}

TEST_CASE("a fix that cures nothing leaves the text as it was, and ends") {
  for (const std::string with : {"a", "aa", "ab"}) {
    const CheckText check = [&](const std::string& text) {
      return letters(text, with);
    };
    const FixedText fixed = fix_text("xaxax", check("xaxax"), check);
    CHECK(fixed.text == "xaxax");
    CHECK(fixed.fixed == 0);
    CHECK(fixed.held_back == 2);
  }
}

TEST_CASE("one bad fix of many is left out") {
  const CheckText check = [](const std::string& text) {
    std::vector<Diagnostic> found;
    for (std::uint32_t i = 0; i < text.size(); ++i) {
      if (text[i] == 'a')
        found.push_back(finding(text, Code::unknown_tag, "a", edit(i, i + 1, "b")));
      if (text[i] == 'c')
        found.push_back(finding(text, Code::unknown_tag, "c", edit(i, i + 1, "d")));
      if (text[i] == 'd') found.push_back(finding(text, Code::unknown_tag, "new"));
    }
    return found;
  };
  const std::string text = std::string(30, 'a') + "c" + std::string(30, 'a');
  const FixedText fixed = fix_text(text, check(text), check);
  CHECK(fixed.text == std::string(30, 'b') + "c" + std::string(30, 'b'));
  CHECK(fixed.fixed == 60);
  CHECK(fixed.held_back == 1);
}

TEST_CASE("a fix may need the next one") {
  const CheckText check = [](const std::string& text) {
    std::vector<Diagnostic> found;
    if (text[0] == '1') found.push_back(finding(text, Code::unknown_tag, "1", edit(0, 1, "2")));
    if (text[0] == '2') found.push_back(finding(text, Code::unknown_test, "2", edit(0, 1, "3")));
    return found;
  };
  CHECK(fix_text("1", check("1"), check).text == "3");
}
