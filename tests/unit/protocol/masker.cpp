#include "runtime/protocol/masker.h"

#include <catch2/catch.hpp>
#include <ctime>
#include <initializer_list>

using namespace keyplate::protocol;

namespace {

struct Values : MaskedValues {
  Values(std::initializer_list<std::string_view> values) {
    for (const std::string_view value : values) add(value);
    ready();
  }
};

/// With `*` for what was masked.
std::string shown(const MaskedValues& values, std::string_view text) {
  std::string out = mask(values, text);
  for (std::size_t at = 0; (at = out.find(masked_text)) != std::string::npos;)
    out.replace(at, masked_text.size(), "*");
  return out;
}

}  // namespace

TEST_CASE("overlapping and nested values leave nothing of each other") {
  const Values values{"pass", "password1", "word1234", "ssw0", "aaaa"};
  CHECK(shown(values, "a password1 b") == "a * b");
  CHECK(shown(values, "a passwordX b") == "a *wordX b");
  CHECK(shown(values, "password1234!") == "*!");
  CHECK(shown(values, "passw0") == "*");
  CHECK(shown(values, "passpass") == "*");
  CHECK(shown(values, "xaaaaaaay") == "x*y");
  CHECK(shown(values, "aaa passwor") == "aaa *wor");
  CHECK(shown(Values{}, "pass") == "pass");
}

TEST_CASE("a value is found in every spelling") {
  const Values values{"a/b \"\xC3\xA9\xF0\x9F\x94\x91+~\n!"};
  CHECK(shown(values, "[a/b \"\xC3\xA9\xF0\x9F\x94\x91+~\n!]") == "[*]");
  CHECK(shown(values, "[a/b \"\xC3\xA9\xF0\x9F\x94\x91+~\r\n!]") == "[*]");
  CHECK(shown(values, R"(["a\/b \"\u00E9\uD83D\uDd11+~\n!"])") == R"(["*"])");
  CHECK(shown(values, "[\"a/b \\\"\xC3\xA9\xF0\x9F\x94\x91\\u002b~\\r\\n!\"]") == "[\"*\"]");
  CHECK(shown(values, "?q=a%2fb%20%22%C3%a9%F0%9F%94%91%2B~%0A!&") == "?q=*&");
  CHECK(shown(values, "?q=a/b+%22%C3%A9%f0%9f%94%91%2B%7e%0A%21&") == "?q=*&");
  CHECK(shown(values, "<612f622022C3A9F09F94912b7e0A21>") == "<*>");
  CHECK(shown(values, "<f612f622022c3a9f09f94912b7e0a21>") == "<f*>");
  CHECK(shown(values, "<612f622022c3a9f09f\n94912b7e0a21>") == "<*>");
}

TEST_CASE("base64 is found at each alignment, in both alphabets and wrapped") {
  const Values values{"s3cr\xFF\xFEt?"};
  CHECK(shown(values, "(czNjcv/+dD8=)") == "(*=)");
  CHECK(shown(values, "(czNjcv_-dD8)") == "(*)");
  CHECK(shown(values, "(OnMzY3L//nQ/Og==)") == "(On*Og==)");  // ":", the value, ":"
  CHECK(shown(values, "(dTpzM2Ny//50Pzo6)") == "(dTp*o6)");   // "u:", the value, "::"
  CHECK(shown(values, "(dXM6czNjcv/+dD8)") == "(dXM6*)");     // "us:"
  CHECK(shown(values, "(czNj\r\ncv/+\ndD8=)") == "(*=)");
  CHECK(shown(values, "(czNj\n\n\ncv/+dD8=)") == "(czNj\n\n\ncv/+dD8=)");
}

TEST_CASE("what is short or says little is not covered") {
  MaskedValues values;
  CHECK(values.add("abc") == MaskedValues::Added::too_short);
  CHECK(values.add("abc\r\n") == MaskedValues::Added::too_short);
  CHECK(values.add("abcd\n") == MaskedValues::Added::covered);
  CHECK(
      values.add("-----BEGIN KEY-----\r\n  line one of it\n--------\ntrue\n-----END KEY-----\n") ==
      MaskedValues::Added::covered);
  values.ready();
  CHECK(shown(values, "abcd\n-----BEGIN KEY-----\nline one of it\n--------\ntrue\n") ==
        "*\n-----BEGIN KEY-----\n*\n--------\ntrue\n");
}

TEST_CASE("a very long value is covered whole") {
  std::string value;
  for (unsigned i = 0; value.size() < 50'000; ++i) value += std::to_string(i * 7919);
  value.resize((16 << 10) * 3 + 2);
  const Values values{value};
  CHECK(shown(values, "<" + value + ">") == "<*>");
  MaskedValues full;
  CHECK(full.add(std::string(4 << 20, 'a')) == MaskedValues::Added::covered);
  CHECK(full.add("abcd") == MaskedValues::Added::too_much);
}

TEST_CASE("how a stream is cut into writes changes nothing") {
  const Values values{"pass", "password1", "rd1\nwo", "a/b c\"d", "s3cr\xFF\xFEt?"};
  const std::string text =
      "pa password passwoord1 \npassword1\r\nword1 \\u00e \\\\u0061/b c\\\"d \\ud83d "
      "%61%2fb+c%22d %6 a%2Fb%20c%22 OnMzY3L//nQ/Og== czNj\ncv/+dD8= czNjcv/+d 73336372fffe743f "
      "70617373 7061737 czNjcv_-dD8passpass\\";
  const std::string whole = mask(values, text);
  REQUIRE(whole.find("3336") == std::string::npos);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Masker masker(values);
    std::string out = masker.feed(std::string_view(text).substr(0, cut));
    out += masker.feed(std::string_view(text).substr(cut));
    out += masker.flush();
    CHECK(out == whole);
    CHECK(masker.held() == 0);
  }
  Masker masker(values);
  std::string out;
  for (const char c : text) out += masker.feed({&c, 1});
  CHECK(out + masker.flush() == whole);
}

TEST_CASE("a stream full of values takes time in proportion to its length") {
  const Values values{"abcd"};
  const auto seconds = [&](std::string_view piece, std::size_t size) {
    std::string text;
    while (text.size() < size) text += piece;
    const std::clock_t begin = std::clock();
    CHECK(mask(values, text).find("abcd") == std::string::npos);
    return static_cast<double>(std::clock() - begin);
  };
  for (const std::string_view piece : {"abcd.", "abcd.%61bcd.YWJjZA."}) {
    const double one = seconds(piece, 256 << 10);
    CHECK(seconds(piece, 2 << 20) < 8 * 3 * one);  // 64 times as much if it were quadratic
  }
}

TEST_CASE("what was let go of is not taken back, and the rest is covered") {
  const Values values{"password1"};
  Masker masker(values);
  CHECK(masker.feed("say pass") == "say ");
  CHECK(masker.held() == 4);
  CHECK(masker.flush() == "pass");
  CHECK(masker.feed("word1!") == std::string(masked_text) + "!");
  CHECK(masker.feed("pass") == "");
  CHECK(masker.feed("port") == "passport");
}
