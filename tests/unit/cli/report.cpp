#include "cli/report.h"

#include <catch2/catch.hpp>

#include "cli/excerpt.h"
#include "grammar/line_index.h"

using namespace keyplate;
using namespace keyplate::cli;

namespace {

struct ExcerptCase {
  std::string text;
  Span span;
  std::string shown;
  std::size_t caret_begin;
  std::size_t caret_end;
};

std::vector<Diagnostic> one(const std::string& text, Span span) {
  DiagnosticSink sink;
  sink.report(Source::file("a/b.txt", text), span, diag::nul_byte);
  return sink.take();
}

}  // namespace

TEST_CASE("an excerpt puts the caret under the span's characters") {
  const std::vector<ExcerptCase> cases = {
      {"a {{ b }}\nc", {5, 6}, "a {{ b }}", 5, 6},
      {"a\r\nbc\r\n", {4, 5}, "bc", 1, 2},
      {"\tx", {1, 2}, "    x", 4, 5},
      {"ab\tx", {3, 4}, "ab  x", 4, 5},
      {"\xe6\xbc\xa2x", {3, 4}, "\xe6\xbc\xa2x", 2, 3},  // one wide character
      {"\xe6\xbc\xa2x", {0, 3}, "\xe6\xbc\xa2x", 0, 2},
      {"e\xcc\x81x", {3, 4}, "e\xcc\x81x", 1, 2},  // a combining accent
      {"\x1b[1mx", {4, 5}, "\\u{1b}[1mx", 9, 10},  // shown, not sent
      {"a\xffz", {2, 3}, "a\\xffz", 5, 6},         // no UTF-8
      {"ab\ncd", {1, 4}, "ab", 1, 2},              // over two lines: the first
      {"ab", {2, 2}, "ab", 2, 3},                  // at the very end
      {"", {0, 0}, "", 0, 1},
      {"\n", {0, 0}, "", 0, 1},
  };
  for (const ExcerptCase& c : cases) {
    INFO(c.text);
    const Excerpt got = excerpt(*Source::file("f", c.text), c.span, {});
    CHECK(got.text == c.shown);
    CHECK(got.caret_begin == c.caret_begin);
    CHECK(got.caret_end == c.caret_end);
  }
}

TEST_CASE("a long line is cut around the span") {
  const std::string text = std::string(1'000'000, 'a') + "X" + std::string(1'000'000, 'b');
  const Excerpt got = excerpt(*Source::file("f", text), {1'000'000, 1'000'001}, {});
  CHECK(got.text.size() < 200);
  CHECK(got.text.starts_with("...a"));
  CHECK(got.text.ends_with("b..."));
  CHECK(got.text[got.caret_begin] == 'X');
  CHECK(got.caret_end == got.caret_begin + 1);
}

TEST_CASE("a masked span is stars, whatever its length") {
  const std::string text = "token = \"hunter2\" # x";
  const Span secret{8, 17};
  const Excerpt own = excerpt(*Source::file("f", text), secret, std::span(&secret, 1));
  CHECK(own.text == "token = *** # x");
  CHECK(own.caret_begin == 8);
  CHECK(own.caret_end == 11);
  const Excerpt other = excerpt(*Source::file("f", text), {20, 21}, std::span(&secret, 1));
  CHECK(other.text == "token = *** # x");
  CHECK(other.caret_begin == 14);
}

TEST_CASE("the line index agrees with the source") {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += i % 7 == 0 ? "caf\xc3\xa9 \xe6\xbc\xa2\r\n" : "0123456789 \n";
  const SourcePtr source = Source::file("f", text);
  const LineIndex index(source);
  for (std::uint32_t offset = 0; offset <= text.size(); offset += 13)
    CHECK(index.position(offset) == source->position(offset));
}

TEST_CASE("the text report names place, severity, code and message") {
  CHECK(text_diagnostics(one("ab\nc\td", {5, 6}), {}) ==
        "a/b.txt:2:3: error[nul-byte]: a NUL byte: this is not a text file\n"
        "    2 | c   d\n"
        "      |     ^\n");
  CHECK(text_diagnostics(one("ab", {0, 1}), {.color = true}).find("\x1b[1;31m") !=
        std::string::npos);
}

TEST_CASE("control characters of a file name or message don't reach the terminal") {
  DiagnosticSink sink;
  sink.report_file("a\x1b]0;b\n", diag::unreadable_file, "`\x1b[2J` \xff");
  const std::string text = text_diagnostics(sink.diagnostics(), {});
  CHECK(text == "a\\u{1b}]0;b\\u{a}: error[unreadable-file]: `\\u{1b}[2J` \\xff\n");
}

TEST_CASE("JSON has the form of the design") {
  std::vector<Diagnostic> diagnostics = one("ab\nc\"d", {4, 5});
  diagnostics[0].environments = {"dev", "prod"};
  diagnostics[0].related = {{{diagnostics[0].source, {0, 1}}, "here"}};
  diagnostics[0].fix = Fix{"take it out", true, {{{4, 5}, "\"\\\n"}}};
  CHECK(json_diagnostics(diagnostics, {}) == R"(
  {"file": "a/b.txt", "code": "nul-byte", "severity": "error",
   "message": "a NUL byte: this is not a text file",
   "range": {"start": {"line": 2, "column": 2, "offset": 4}, "end": {"line": 2, "column": 3, "offset": 5}},
   "environments": ["dev", "prod"], "related": [{"file": "a/b.txt", "message": "here", "range": {"start": {"line": 1, "column": 1, "offset": 0}, "end": {"line": 1, "column": 2, "offset": 1}}}], "fix": {"title": "take it out", "safe": true, "edits": [{"file": "a/b.txt", "range": {"start": {"line": 2, "column": 2, "offset": 4}, "end": {"line": 2, "column": 3, "offset": 5}}, "text": "\"\\\u000a"}]}})");
  DiagnosticSink sink;
  sink.report_file("f", diag::unreadable_file, "x");
  CHECK(json_diagnostics(sink.diagnostics(), {}).find("\"range\": null") != std::string::npos);
}

TEST_CASE("the gravest reason decides the exit code") {
  CHECK(worst(ExitCode::findings, ExitCode::world) == ExitCode::world);
  CHECK(worst(ExitCode::person, ExitCode::world) == ExitCode::person);
  CHECK(worst(ExitCode::person, ExitCode::usage) == ExitCode::usage);
  CHECK(worst(ExitCode::ok, ExitCode::findings) == ExitCode::findings);
}
