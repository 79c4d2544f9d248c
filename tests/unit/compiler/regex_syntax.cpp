#include "compiler/regex_syntax.h"

#include <catch2/catch.hpp>

#include "compiler/regex_units.h"

using namespace keyplate::compiler;

namespace {

/// What PCRE2 is given, without the callouts; a mistake as `OFFSET: MESSAGE`.
std::string translated(std::string_view pattern, std::string_view letters = "") {
  const auto read = translate_regex(pattern, *regex_flags(letters));
  if (const auto* error = std::get_if<RegexError>(&read))
    return std::to_string(error->offset) + ": " + error->message;
  std::string text = std::get<RegexSyntax>(read).pattern;
  for (std::size_t at; (at = text.find("(?C)")) != std::string::npos;) text.erase(at, 4);
  return text;
}

}  // namespace

TEST_CASE("a pattern without anything special is itself") {
  CHECK(translated("abc_1") == "abc_1");
  CHECK(translated("") == "");
  CHECK(translated("a|b") == "a|b");
  CHECK(translated("(a)(?:b)") == "(a)(?:b)");
}

TEST_CASE("what only PCRE2 gives a meaning is text") {
  CHECK(translated("#") == "\\x{23}");
  CHECK(translated("\\Q\\A\\z") == "QAz");
  CHECK(translated("a{,2}") == "a\\x{7B}\\x{2C}2\\x{7D}");
  CHECK(translated("]}") == "\\x{5D}\\x{7D}");
  CHECK(translated("[[:x]") == "[\\x{3A}\\x{5B}x]");
}

TEST_CASE("places mean what they mean in JavaScript") {
  CHECK(translated("^a$") == "\\Aa\\z");
  CHECK(translated("a$", "m") == "a(?=\\z|[\\n\\r\\x{2028}\\x{2029}])");
  CHECK(translated("\\b") == "\\b");
  CHECK(translated(".") == "[^\\n\\r\\x{2028}\\x{2029}]");
}

TEST_CASE("a character beyond the first 65,536 is two units") {
  CHECK(translated("\xF0\x9F\x98\x80+") == "\\x{D83D}\\x{DE00}+");
  CHECK(translated("[\xF0\x9F\x98\x80-\xF0\x9F\x98\x82]") == "1: a range that is out of order");
}

TEST_CASE("classes are sets of units") {
  CHECK(translated("[]") == "[^\\x{0}-\\x{FFFF}]");
  CHECK(translated("[^]") == ".");
  CHECK(translated("[a-cb-d]") == "[a-d]");
  CHECK(translated("[\\d-x]") == "[\\x{2D}0-9x]");
  CHECK(translated("[\\D]") == "[\\x{0}-\\x{2F}\\x{3A}-\\x{FFFF}]");
  CHECK(translated("[^\\s]").starts_with("[^\\x{9}-\\x{D}\\x{20}"));
}

TEST_CASE("case is ignored within ASCII, and beyond it apart") {
  CHECK(translated("aZ1", "i") == "[Aa][Zz]1");
  CHECK(translated("[a-z]", "i") == "[A-Za-z]");
  CHECK(translated("[^k]", "i") == "[^Kk]");
  CHECK(translated("\\w", "i") == "[0-9A-Z_a-z]");
}

TEST_CASE("numbers are groups where there are so many, else octal") {
  CHECK(translated("(a)\\1") == "(a)(?:(?C1)(?:\\g{1}))");
  CHECK(translated("\\1") == "\\x{1}");
  CHECK(translated("\\101\\8\\0") == "A8\\x{0}");
  CHECK(translated("(?<n>a)\\k<n>") == "(a)(?:(?C1)(?:\\g{1}))");
  CHECK(translated("\\k<n>") == "k\\x{3C}n\\x{3E}");
}

TEST_CASE("mistakes are found where they are") {
  CHECK(translated("a**") == "2: nothing to repeat");
  CHECK(translated("^*") == "1: nothing to repeat");
  CHECK(translated("a++") == "2: nothing to repeat");
  CHECK(translated("(?<=a)*") == "6: nothing to repeat");
  CHECK(translated("(?i)a") == "0: no kind of group");
  CHECK(translated("(?>a)") == "0: no kind of group");
  CHECK(translated("(a") == "0: a group that is never closed");
  CHECK(translated("a)") == "1: a `)` that closes nothing");
  CHECK(translated("[a") == "0: a `[` that is never closed");
  CHECK(translated("\xC3\xA9[z-a]") == "3: a range that is out of order");
  CHECK(translated("a\\") == "1: a `\\` with nothing behind it");
  CHECK(translated("a{3,2}") == "1: numbers that are out of order");
  CHECK(translated("a{70000}") == "1: more than 65535 repetitions");
  CHECK(translated("(?<n>a)(?<n>b)") == "7: two groups of one name");
  CHECK(translated("(?<n>a)\\k<m>") == "8: a reference to no group");
  CHECK(translated("(?<1>a)") == "3: no name of a group");
  CHECK(translated(std::string(201, '(')) == "200: groups that are nested too deep");
  CHECK_FALSE(regex_flags("gg"));
  CHECK_FALSE(regex_flags("u"));
}

TEST_CASE("a quantifier may follow what JavaScript lets it follow") {
  CHECK(translated("(?=a)*") == "(?=a)*");
  CHECK(translated("a{2}{3}") == "4: nothing to repeat");
  CHECK(translated("a{2,}?") == "a{2,}?");
}
