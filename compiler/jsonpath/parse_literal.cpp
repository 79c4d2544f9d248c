#include <charconv>

#include "compiler/jsonpath/parser.h"
#include "compiler/names_text.h"
#include "grammar/unicode.h"

namespace keyplate::compiler::jsonpath {
namespace {

/// What every program that reads JSON holds exactly (RFC 7493, 2.2).
constexpr std::int64_t greatest_integer = (std::int64_t{1} << 53) - 1;

bool is_high_surrogate(char32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(char32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

/// What a letter after a backslash stands for; 0 for nothing.
char escaped(char letter) {
  constexpr std::string_view letters = "bfnrt/\\";
  constexpr std::string_view meant = "\b\f\n\r\t/\\";
  const std::size_t at = letters.find(letter);
  return at == std::string_view::npos ? '\0' : meant[at];
}

}  // namespace

std::optional<std::string> Parser::quoted() {
  const std::size_t begin = at_;
  const char quote = text_[at_++];
  std::string out;
  while (!done()) {
    if (take(quote)) return out;
    if (take('\\')) {
      if (!escape(quote, out)) return std::nullopt;
    } else if (static_cast<unsigned char>(text_[at_]) < 0x20) {
      return fail(at_, at_ + 1, "has a control character in a string; write it as an escape");
    } else {
      out.push_back(text_[at_++]);
    }
  }
  return fail(begin, at_, "has a string without its closing quote");
}

/// What follows a backslash.
bool Parser::escape(char quote, std::string& out) {
  const std::size_t begin = at_ - 1;
  if (take('u')) return unicode_escape(begin, out);
  const char meant = done() ? '\0' : is(quote) ? quote : escaped(text_[at_]);
  if (meant == '\0') {
    unexpected("an escape, such as `\\\\`,");
    return false;
  }
  ++at_;
  out.push_back(meant);
  return true;
}

bool Parser::unicode_escape(std::size_t begin, std::string& out) {
  const auto unit = hexadecimal();
  if (!unit) return false;
  char32_t code_point = *unit;
  if (is_high_surrogate(*unit) && take("\\u")) {
    const auto low = hexadecimal();
    if (!low) return false;
    if (is_low_surrogate(*low)) code_point = 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
  }
  if (is_high_surrogate(code_point) || is_low_surrogate(code_point)) {
    fail(begin, at_, "has half of a surrogate pair");
    return false;
  }
  append_utf8(out, code_point);
  return true;
}

std::optional<char32_t> Parser::hexadecimal() {
  std::uint32_t unit = 0;
  const char* const first = text_.data() + at_;
  for (std::size_t i = 0; i < 4; ++i, ++at_)
    if (done() || !is_hex(text_[at_])) return unexpected("a hexadecimal digit");
  std::from_chars(first, first + 4, unit, 16);
  return static_cast<char32_t>(unit);
}

/// How many digits there are, all taken.
std::size_t Parser::digits() {
  const std::size_t begin = at_;
  while (!done() && is_digit(text_[at_])) ++at_;
  return at_ - begin;
}

std::optional<std::int64_t> Parser::integer() {
  const std::size_t begin = at_;
  const bool negative = take('-');
  const bool zero = is('0');
  const std::size_t count = digits();
  if (count == 0) return unexpected("a digit");
  if (zero && (negative || count > 1))
    return fail(begin, at_, "has a whole number that begins with a needless 0 or is `-0`");
  std::int64_t value = 0;
  const auto read = std::from_chars(text_.data() + begin, text_.data() + at_, value);
  if (read.ec != std::errc() || value > greatest_integer || value < -greatest_integer)
    return fail(begin, at_, "has a whole number beyond 2^53 - 1");
  return value;
}

std::optional<Number> Parser::number() {
  const std::size_t begin = at_;
  take('-');
  if (!take('0') && digits() == 0) return unexpected("a digit");
  if (take('.') && digits() == 0) return unexpected("a digit");
  if (take('e') || take('E')) {
    if (!take('-')) take('+');
    if (digits() == 0) return unexpected("a digit");
  }
  Number made{0, std::string(text_.substr(begin, at_ - begin))};
  const auto read = std::from_chars(text_.data() + begin, text_.data() + at_, made.value);
  if (read.ec != std::errc()) return fail(begin, at_, "has a number that is too large or small");
  return made;
}

}  // namespace keyplate::compiler::jsonpath
