#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "lsp/frame.h"
#include "lsp/json.h"
#include "lsp/message.h"
#include "lsp/uri.h"

namespace keyplate::lsp {
namespace {

/// What a reader gives for bytes in portions of that size: messages, and `!` for an error.
std::vector<std::string> read_by(std::size_t portion, std::string_view bytes) {
  FrameReader reader;
  std::vector<std::string> seen;
  for (std::size_t at = 0; at < bytes.size(); at += portion) {
    reader.add(bytes.substr(at, portion));
    while (auto next = reader.next()) seen.push_back(*next ? **next : "!");
  }
  return seen;
}

}  // namespace

TEST_CASE("frames come out as they went in, however they are cut") {
  const std::string bytes = frame("") + frame("{}") + "X: y\r\n\r\n" + frame("abc") +
                            "content-LENGTH : 1\r\nOther: 2\r\n\r\nx" + frame("last");
  for (std::size_t portion = 1; portion <= bytes.size(); ++portion) {
    CAPTURE(portion);
    CHECK(read_by(portion, bytes) == std::vector<std::string>{"", "{}", "!", "abc", "x", "last"});
  }
}

TEST_CASE("a message over the limit is skipped, however it is cut") {
  const std::size_t size = largest_message + 1;
  std::string bytes = "Content-Length: " + std::to_string(size) + "\r\n\r\n";
  bytes.append(size, 'x');
  bytes += frame("after");
  CHECK(read_by(bytes.size(), bytes) == std::vector<std::string>{"!", "after"});
  CHECK(read_by(65537, bytes) == std::vector<std::string>{"!", "after"});
}

TEST_CASE("JSON that was read is written again") {
  for (const std::string_view text : {R"({"a":[1,-2,1.5,true,false,null,"x\u0000\"\\"],"b":{}})",
                                      "[]", "\"\xC3\xA9\"", "9223372036854775807"}) {
    const auto json = parse_json(text);
    REQUIRE(json);
    CHECK(write_json(*json) == text);
  }
}

TEST_CASE("an escaped half of a surrogate pair becomes U+FFFD") {
  CHECK(*parse_json(R"("\ud83d")") == Json("\xEF\xBF\xBD"));
  CHECK(*parse_json(R"("\uDE00\ud83d\uDE00\ud83dx")") ==
        Json("\xEF\xBF\xBD\xF0\x9F\x98\x80\xEF\xBF\xBDx"));
  CHECK(*parse_json(R"("\\ud83d\ud83d\u0041")") == Json("\\ud83d\xEF\xBF\xBD"
                                                        "A"));
  CHECK_FALSE(parse_json(R"("\ud83d)"));
  CHECK_FALSE(parse_json("\"\xED\xA0\xBD\""));
}

TEST_CASE("the last of several members counts, and what is not there is null") {
  const auto json = parse_json(R"({"a":1,"a":2})");
  REQUIRE(json);
  CHECK((*json)["a"] == Json(2));
  CHECK((*json)["b"]["c"].is_null());
  CHECK((*json)["a"]["c"].list().empty());
}

TEST_CASE("nesting has an end") {
  CHECK(parse_json(std::string(100, '[') + std::string(100, ']')));
  const auto deep = parse_json(std::string(200, '[') + std::string(200, ']'));
  REQUIRE_FALSE(deep);
  CHECK(deep.error().message == "JSON nested more than 128 levels deep");
}

TEST_CASE("paths and URIs") {
  CHECK(path_of("file:///a/b%20c%C3%A9") == "/a/b c\xC3\xA9");
  CHECK(path_of("FILE://localhost/a?x#y") == "/a");
  CHECK(path_of("file:/a") == "/a");
  for (const std::string_view uri : {"untitled:1", "file://host/a", "file:a", "file:///%0",
                                     "file:///%00", "file:///%g0", "", "file:"})
    CHECK_FALSE(path_of(uri));
  for (const std::string_view path : {"/", "/a b/\xC3\xA9%#?", "/~/.x_-"})
    CHECK(path_of(uri_of(path)) == path);
  CHECK(uri_of("/a b") == "file:///a%20b");
}

}  // namespace keyplate::lsp
