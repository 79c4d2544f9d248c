#include "lsp/position.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <string_view>

namespace keyplate::lsp {
namespace {

/// Characters of 1, 2, 3 and 4 bytes, a combining mark, and all that ends a line.
constexpr std::string_view pieces[] = {
    "a", "\xC3\xA9", "\xCC\x81", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\n", "\r\n", "\r", "bc",
};

std::string some_text(std::mt19937& random, unsigned most) {
  std::string text;
  for (auto left = random() % (most + 1); left > 0; --left)
    text += pieces[random() % std::size(pieces)];
  return text;
}

struct Row {
  std::string_view text;
  TextPosition at;
  Encoding encoding;
  std::uint32_t offset;
};

// clang-format off
const Row rows[] = {
    {"", {0, 0}, Encoding::utf16, 0}, {"", {3, 9}, Encoding::utf8, 0},
    {"ab\ncd", {1, 1}, Encoding::utf16, 4}, {"ab\ncd", {0, 99}, Encoding::utf16, 2},
    {"ab\r\ncd", {0, 99}, Encoding::utf16, 2}, {"ab\rcd", {1, 0}, Encoding::utf16, 3},
    {"ab\r\n", {1, 0}, Encoding::utf16, 4}, {"ab\r\n", {2, 0}, Encoding::utf16, 4},
    {"\xF0\x9F\x98\x80x", {0, 2}, Encoding::utf16, 4}, {"\xF0\x9F\x98\x80x", {0, 1}, Encoding::utf16, 0},
    {"\xF0\x9F\x98\x80x", {0, 4}, Encoding::utf8, 4}, {"\xF0\x9F\x98\x80x", {0, 3}, Encoding::utf8, 0},
    {"e\xCC\x81x", {0, 2}, Encoding::utf16, 3}, {"e\xCC\x81x", {0, 2}, Encoding::utf8, 1},
    {"x", {4294967295u, 4294967295u}, Encoding::utf16, 1}, {"x\n", {0, 4294967295u}, Encoding::utf8, 1},
};
// clang-format on

}  // namespace

TEST_CASE("a place is found, or clamped") {
  for (const Row& row : rows) {
    CAPTURE(row.text, row.at.line, row.at.character);
    CHECK(TextLines(row.text).offset(row.text, row.at, row.encoding) == row.offset);
  }
}

TEST_CASE("a place at the start of a character is found again") {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const std::string text = some_text(random, 40);
    const TextLines lines(text);
    for (const Encoding encoding : {Encoding::utf8, Encoding::utf16}) {
      for (std::uint32_t at = 0; at <= text.size(); ++at) {
        const bool inside =
            at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
        const bool in_break =
            at > 0 && at < text.size() && text[at - 1] == '\r' && text[at] == '\n';
        if (inside || in_break) continue;
        CAPTURE(text, at);
        REQUIRE(lines.offset(text, lines.position(text, at, encoding), encoding) == at);
      }
    }
  }
}

TEST_CASE("edits keep the lines as they would be found anew") {
  std::mt19937 random(2);
  for (int i = 0; i < 200; ++i) {
    std::string text = some_text(random, 30);
    TextLines lines(text);
    for (int edit = 0; edit < 20; ++edit) {
      const auto size = static_cast<std::uint32_t>(text.size());
      const std::uint32_t begin = static_cast<std::uint32_t>(random()) % (size + 1);
      const std::uint32_t end = begin + static_cast<std::uint32_t>(random()) % (size - begin + 1);
      const std::string inserted = some_text(random, 4);
      text.replace(begin, end - begin, inserted);
      lines.replaced(text, {begin, end}, static_cast<std::uint32_t>(inserted.size()));
      const TextLines fresh(text);
      REQUIRE(lines.count() == fresh.count());
      for (std::uint32_t line = 0; line <= fresh.count(); ++line) {
        CAPTURE(text, line);
        REQUIRE(lines.offset(text, {line, 0}, Encoding::utf8) ==
                fresh.offset(text, {line, 0}, Encoding::utf8));
      }
    }
  }
}

TEST_CASE("a long line is counted as a short one") {
  std::string text = "first\n";
  for (int i = 0; i < 20000; ++i) text += pieces[static_cast<unsigned>(i) % 5];
  TextLines lines(text);
  const auto last = static_cast<std::uint32_t>(text.size());
  // Of five pieces each is one code unit, but the emoji is two.
  CHECK(lines.position(text, last, Encoding::utf16) == TextPosition{1, 24000});
  CHECK(lines.offset(text, {1, 24000}, Encoding::utf16) == last);
  text.insert(6, "\xF0\x9F\x98\x80");
  lines.replaced(text, {6, 6}, 4);
  CHECK(lines.position(text, last + 4, Encoding::utf16) == TextPosition{1, 24002});
}

TEST_CASE("a range that is turned around is turned back") {
  const std::string_view text = "abc\ndef";
  const Span span = TextLines(text).span(text, {{1, 1}, {0, 2}}, Encoding::utf16);
  CHECK(span == Span{2, 5});
}

}  // namespace keyplate::lsp
