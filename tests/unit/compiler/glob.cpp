#include "compiler/glob.h"

#include <catch2/catch.hpp>
#include <string>

namespace keyplate::compiler {
namespace {

Glob glob(std::string_view pattern) {
  auto compiled = Glob::compile(pattern);
  REQUIRE(compiled);
  return *std::move(compiled);
}

struct Row {
  const char* pattern;
  const char* path;
  bool matches;
};

// clang-format off
const Row rows[] = {
    {"a", "a", true}, {"a", "b", false}, {"a", "ab", false}, {"ab", "a", false}, {"a", "", false},
    {"*", "", true}, {"*", "a", true}, {"*", "a/b", false}, {"*.http", "pay.http", true},
    {"*.http", "requests/pay.http", false}, {"*.http", ".http", true}, {"a*b*c", "aXbYbZc", true},
    {"a*b*c", "aXbYbZ", false}, {"*/b", "a/b", true}, {"*/b", "/b", true}, {"*/b", "a/c/b", false},
    {"?", "a", true}, {"?", "", false}, {"?", "/", false}, {"?", "ab", false},
    {"?", "\xC3\xA9", true}, {"??", "\xC3\xA9", false}, {"?x", "\xF0\x9F\x98\x80x", true},
    {"?", "\xFF", true}, {"a?c", "abc", true},
    {"**", "", true}, {"**", "a", true}, {"**", "a/b/c", true},
    {"**/a", "a", true}, {"**/a", "x/a", true}, {"**/a", "x/y/a", true}, {"**/a", "xa", false}, {"**/a", "a/x", false},
    {"a/**", "a/x", true}, {"a/**", "a/x/y", true}, {"a/**", "a", false}, {"a/**", "ab/x", false},
    {"requests/**/*.http", "requests/pay.http", true}, {"requests/**/*.http", "requests/a/b/pay.http", true},
    {"requests/**/*.http", "requests/pay.htt", false}, {"requests/**/*.http", "x/requests/pay.http", false},
    {"**/node_modules/**", "node_modules/x", true}, {"**/node_modules/**", "a/node_modules/b/c", true},
    {"**/node_modules/**", "a/node_modulesx/b", false},
    {"{a,b}", "a", true}, {"{a,b}", "b", true}, {"{a,b}", "c", false}, {"{a,b}", "ab", false}, {"{a,b}", "a,b", false},
    {"x.{yml,yaml,json}", "x.yaml", true}, {"x.{yml,yaml,json}", "x.json", true}, {"x.{yml,yaml,json}", "x.js", false},
    {"{a,{b,c}d}e", "ae", true}, {"{a,{b,c}d}e", "bde", true}, {"{a,{b,c}d}e", "cde", true}, {"{a,{b,c}d}e", "de", false},
    {"a{,b}", "a", true}, {"a{,b}", "ab", true}, {"a{}b", "ab", true}, {"{x}", "x", true},
    {"{src,test}/**/*.{c,h}", "test/a/b.h", true}, {"{a/b,c}/d", "a/b/d", true}, {"{**/a,b}/c", "x/y/a/c", true},
    {"{**/a,b}/c", "a/c", true}, {"a,b", "a,b", true}, {"[a]", "[a]", true}, {"[a]", "a", false},
    {"**/*", "a", true}, {"**/*", "a/b", true}, {"**/**/a", "a", true}, {"**/**/a", "b/c/a", true},
};
// clang-format on

TEST_CASE("globs match whole paths") {
  for (const Row& row : rows) {
    CAPTURE(row.pattern, row.path);
    CHECK(glob(row.pattern).matches(row.path) == row.matches);
  }
}

TEST_CASE("a glob knows which folders are worth a walk") {
  const Glob requests = glob("requests/**/*.http");
  CHECK(requests.may_match_beneath(""));
  CHECK(requests.may_match_beneath("requests"));
  CHECK(requests.may_match_beneath("requests/a/b"));
  CHECK_FALSE(requests.may_match_beneath("request"));
  CHECK_FALSE(requests.may_match_beneath("config"));
  CHECK_FALSE(glob("*.http").may_match_beneath("config"));
  CHECK(glob("**/*.http").may_match_beneath("anything/at/all"));
  CHECK(glob("{a,b}/*").may_match_beneath("b"));
  CHECK_FALSE(glob("{a,b}/*").may_match_beneath("c"));
}

TEST_CASE("a glob knows which folders it takes whole") {
  const Glob modules = glob("**/node_modules/**");
  CHECK(modules.matches_all_beneath("node_modules"));
  CHECK(modules.matches_all_beneath("a/node_modules"));
  CHECK(modules.matches_all_beneath("a/node_modules/b"));
  CHECK_FALSE(modules.matches_all_beneath("a"));
  CHECK_FALSE(modules.matches_all_beneath(""));
  CHECK(glob("**").matches_all_beneath(""));
  CHECK(glob("{a/**,b/*}").matches_all_beneath("a"));
  CHECK_FALSE(glob("{a/**,b/*}").matches_all_beneath("b"));
  CHECK_FALSE(glob("a/**/x").matches_all_beneath("a"));
}

TEST_CASE("a bad glob says where it is bad") {
  struct Bad {
    std::string pattern;
    std::size_t offset;
    std::size_t size;
    const char* reason;
  };
  const Bad bad[] = {
      {"", 0, 0, "an empty glob matches nothing"},
      {"a{b", 1, 1, "this `{` is never closed"},
      {"{a{b}", 0, 1, "this `{` is never closed"},
      {"a}", 1, 1, "this `}` closes nothing"},
      {"a**", 1, 2, "`**` stands for whole folders, alone between slashes"},
      {"x/**b", 2, 2, "`**` stands for whole folders, alone between slashes"},
      {"***", 0, 2, "`**` stands for whole folders, alone between slashes"},
      {"a\\b", 1, 1, "`\\` has no meaning in a glob; folders are separated by `/`"},
      {std::string(5000, 'a'), 0, 0, "this glob is too long"},
      {std::string(5000, '{'), 0, 0, "this glob is too long"},
  };
  for (const Bad& row : bad) {
    CAPTURE(row.pattern);
    const auto problem = glob_problem(row.pattern);
    REQUIRE(problem);
    CHECK(problem->offset == row.offset);
    CHECK(problem->size == row.size);
    CHECK(problem->reason == row.reason);
  }
  CHECK_FALSE(glob_problem("a/{b,c}/**/*.?"));
}

TEST_CASE("patterns that make backtracking matchers explode are as quick as any") {
  std::string stars, braces, folders;
  for (int i = 0; i < 200; ++i) stars += "*a";
  for (int i = 0; i < 150; ++i) braces += "{a,a}";
  for (int i = 0; i < 150; ++i) folders += "**/";
  const std::string path(2000, 'a');
  CHECK_FALSE(glob(stars + "b").matches(path));
  CHECK(glob(stars).matches(path));
  CHECK_FALSE(glob(braces + "b").matches(path));
  CHECK_FALSE(glob(folders + "b").matches(path + "/" + path));
}

}  // namespace
}  // namespace keyplate::compiler
