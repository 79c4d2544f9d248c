// Positions, derived sources, UTF-8 and UTF-16, and the order of diagnostics.

#include "grammar/source.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "grammar/diagnostic.h"
#include "grammar/unicode.h"

using namespace keyplate;

TEST_CASE("positions count lines and code points") {
  const SourcePtr source = Source::file("f", "a\n\xC3\xA4\xF0\x9F\x98\x80z\r\nlast");
  CHECK(source->position(0) == Position{1, 1, 0});
  CHECK(source->position(2) == Position{2, 1, 2});
  CHECK(source->position(8) == Position{2, 3, 8});
  CHECK(source->position(11) == Position{3, 1, 11});
  CHECK(source->line_at(8) == Span{2, 9});
  CHECK(source->line_at(12) == Span{11, 15});
}

TEST_CASE("a span of a derived source lies in its file") {
  const SourcePtr file = Source::file("f", "x = \"a\\tb\"");
  const SourcePtr inner = Source::derived(file, "a\tb", {5, 6, 8, 9});
  const SourcePtr innermost = Source::derived(inner, "b", {2, 3});
  CHECK(Source::outermost(inner, {1, 2}).span == Span{6, 8});
  const Location where = Source::outermost(innermost, {0, 1});
  CHECK(where.source == file);
  CHECK(where.span == Span{8, 9});
}

TEST_CASE("UTF-8 is what RFC 3629 says") {
  struct Row {
    std::string text;
    int invalid_at;  ///< -1: valid
  };
  const std::string ascii(100, 'a');
  const std::vector<Row> rows = {
      {"", -1},
      {ascii, -1},
      {ascii + "\xC3\xA4" + ascii, -1},
      {"\xEF\xBF\xBF\xF4\x8F\xBF\xBF", -1},
      {ascii + "\xFF", 100},
      {"\x80", 0},
      {"a\xC3", 1},
      {"\xC0\x80", 0},          // overlong
      {"\xE0\x9F\xBF", 0},      // overlong
      {"\xED\xA0\x80", 0},      // surrogate
      {"\xF4\x90\x80\x80", 0},  // past U+10FFFF
      {"\xE2\x82z", 0},
  };
  for (const Row& row : rows) {
    INFO(visible(row.text));
    const auto found = find_invalid_utf8(row.text);
    CHECK((found ? static_cast<int>(*found) : -1) == row.invalid_at);
  }
}

TEST_CASE("lengths and offsets in UTF-16") {
  const std::string text = "a\xC3\xA4\xF0\x9F\x98\x80z";
  CHECK(count_code_points(text) == 4);
  CHECK(utf16_length(text) == 5);
  CHECK(utf16_to_offset(text, 2) == 3);
  CHECK(utf16_to_offset(text, 3) == 3);  // inside the pair: its start
  CHECK(utf16_to_offset(text, 4) == 7);
  CHECK(utf16_to_offset(text, 99) == text.size());
  CHECK(offset_to_utf16(text, 7) == 4);
  std::string out;
  for (const char32_t c : {U'a', U'\u00e4', U'\u20ac', U'\U0001F600', char32_t{0xD800}})
    append_utf8(out, c);
  CHECK(out == "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD");
}

TEST_CASE("what hides or reorders text is shown") {
  CHECK(visible_sentence("a\x1b[1m") == "a\\u{1b}[1m");
  const std::string most(longest_sentence, 'x');
  CHECK(visible_sentence(most) == most);
  std::string umlauts;  // of two bytes each, so that a cut may fall within one
  for (int i = 0; i < 1000; ++i) umlauts += "\xC3\xA4";
  for (const std::string_view before : {"", "x"}) {
    const std::string cut = visible_sentence(std::string(before) + umlauts + "end");
    CHECK(cut.size() <= longest_sentence);
    CHECK(cut.size() > longest_sentence - 4);
    CHECK(!find_invalid_utf8(cut));
    CHECK(
        cut.ends_with("\xA4"
                      "end"));
  }
  CHECK(visible("a\x1b[1m\xE2\x80\xAE\xFF\xC3\xA4") == "a\\u{1b}[1m\\u{202e}\\xff\xC3\xA4");
}

TEST_CASE("diagnostics are sorted, and said once") {
  const SourcePtr b = Source::file("b", "text");
  const SourcePtr a = Source::file("a", "text");
  DiagnosticSink sink;
  sink.report(b, {0, 1}, diag::nul_byte);
  sink.report(a, {2, 3}, diag::nul_byte);
  sink.report(a, {1, 2}, diag::nul_byte).environments = {"dev"};
  sink.report(a, {1, 2}, diag::nul_byte).environments = {"prod"};
  sink.report(a, {2, 3}, diag::nul_byte).environments = {"dev"};
  std::vector<Diagnostic> all = sink.take();
  sort_and_merge(all);
  REQUIRE(all.size() == 3);
  CHECK(all[0].source == a);
  CHECK(all[0].environments == std::vector<std::string>{"dev", "prod"});
  CHECK(all[1].environments.empty());
  CHECK(all[2].source == b);
}

TEST_CASE("every slug is there once") {
  for (std::size_t i = 0; i < code_count(); ++i) {
    const auto code = static_cast<Code>(i);
    CHECK(find_code(info(code).slug) == code);
  }
  CHECK_FALSE(find_code("no-such-code"));
}
