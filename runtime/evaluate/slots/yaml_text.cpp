#include "runtime/evaluate/slots/yaml_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/value_writer.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet word_begins("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/_");
constexpr ByteSet word_goes_on = word_begins.with("0123456789.+@-");
constexpr ByteSet block_word_goes_on = word_goes_on.with(":");

constexpr std::string_view not_utf8 = "it holds a byte that is not UTF-8";

/// A line break to YAML 1.1 (its 4.2), none to 1.2.
bool is_old_break(char32_t c) {
  return c == 0x85 || c == 0x2028 || c == 0x2029;
}

/// Printable (5.1) to readers of both versions, the byte order mark aside. A code point above
/// ASCII.
bool is_printable(char32_t c) {
  return c >= 0xA0 && !is_old_break(c) && c != 0xFEFF && c != 0xFFFE && c != 0xFFFF;
}

/// The escapes that have a letter.
char escape_letter(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\0':
      return '0';
    case '\a':
      return 'a';
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\v':
      return 'v';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    case '\x1b':
      return 'e';
    default:
      return '\0';
  }
}

void append_ascii_escape(char c, TextBuilder& out) {
  const char letter = escape_letter(c);
  if (letter == '\0') return append_yaml_hex(c, out);
  out.push_back('\\');
  out.push_back(letter);
}

void append_wide_escape(char32_t c, TextBuilder& out) {
  if (c == 0x85) return out.append("\\N");
  if (c == 0x2028) return out.append("\\L");
  if (c == 0x2029) return out.append("\\P");
  if (c <= 0xFF) return out.append(fmt::format("\\x{:02X}", static_cast<std::uint32_t>(c)));
  out.append(fmt::format("\\u{:04X}", static_cast<std::uint32_t>(c)));
}

bool needs_ascii_escape(char c) {
  return c == '"' || c == '\\' || is_control(c);
}

}  // namespace

std::string_view unprintable_in_yaml(std::string_view text, bool lines) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x80) {
      ++i;
      if (!is_control(c) || c == '\t' || (lines && c == '\n')) continue;
      if (c == '\n') return "it holds a line break";
      return c == '\r' ? "it holds a carriage return" : "it holds a control character";
    }
    const auto decoded = decode_utf8(text, i);
    if (!decoded) return not_utf8;
    if (is_old_break(decoded->value)) return "it holds a line break of Unicode";
    if (!is_printable(decoded->value)) return "it holds a character that is not printable";
    i += decoded->size;
  }
  return {};
}

std::size_t find_yaml_escaped(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const bool ascii = static_cast<unsigned char>(text[i]) < 0x80;
    const auto decoded = ascii ? std::nullopt : decode_utf8(text, i);
    if (ascii ? text[i] == '\x7F' : !decoded || !is_printable(decoded->value)) return i;
    i += ascii ? std::size_t{1} : decoded->size;
  }
  return text.size();
}

void append_yaml_hex(char c, TextBuilder& out) {
  out.append(fmt::format("\\x{:02X}", static_cast<unsigned char>(c)));
}

bool append_yaml_escaped(std::string_view text, TextBuilder& out) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    const bool ascii = static_cast<unsigned char>(text[i]) < 0x80;
    const auto decoded =
        ascii ? CodePoint{static_cast<unsigned char>(text[i]), 1} : decode_utf8(text, i);
    if (!decoded) return false;
    if (ascii ? needs_ascii_escape(text[i]) : !is_printable(decoded->value)) {
      out.append(text.substr(copied, i - copied));
      ascii ? append_ascii_escape(text[i], out) : append_wide_escape(decoded->value, out);
      copied = i + decoded->size;
    }
    i += decoded->size;
  }
  out.append(text.substr(copied));
  return true;
}

namespace {

char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// What YAML 1.1 or 1.2 takes for a boolean or null, whatever the case of its letters.
bool is_reserved_word(std::string_view text) {
  constexpr std::string_view words[] = {"y",    "n",     "yes",  "no",   "on", "off",
                                        "true", "false", "null", "none", "~"};
  return std::any_of(std::begin(words), std::end(words), [text](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return lower_ascii(a) == b; });
  });
}

/// Not a number or infinite.
bool is_dotted_word(std::string_view text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  if (text.size() != 4 || text[0] != '.') return false;
  const std::array<char, 3> word = {lower_ascii(text[1]), lower_ascii(text[2]),
                                    lower_ascii(text[3])};
  return word == std::array<char, 3>{'i', 'n', 'f'} || word == std::array<char, 3>{'n', 'a', 'n'};
}

/// The numbers and dates of YAML 1.1 (its types `int`, `float` and `timestamp`), of 1.2 (10.3.2),
/// and of the readers that take commas among digits. Sees rather one too many.
class ImplicitReader {
 public:
  explicit ImplicitReader(std::string_view text) : text_(text) {}

  bool number() {
    if (!take('+')) take('-');
    if (text_.size() > 2 && text_[0] == '0' && ByteSet("xob").has(text_[1])) {
      text_.remove_prefix(2);
      return run(ByteSet("0123456789abcdefABCDEF_")) > 0 && text_.empty();
    }
    std::size_t digits = run(ByteSet("0123456789_,"));
    while (digits > 0 && take(':')) {  // in base 60
      if (run(ByteSet("0123456789")) == 0) return false;
    }
    if (take('.')) digits += run(ByteSet("0123456789_"));
    if (digits == 0) return false;
    if (!text_.empty() && lower_ascii(text_[0]) == 'e') {
      text_.remove_prefix(1);
      if (!take('+')) take('-');
      if (run(ByteSet("0123456789")) == 0) return false;
    }
    return text_.empty();
  }

  bool date() {
    if (run(ByteSet("0123456789")) != 4 || !take('-')) return false;
    if (run(ByteSet("0123456789")) == 0 || !take('-')) return false;
    if (run(ByteSet("0123456789")) == 0) return false;
    if (text_.empty()) return true;
    if (!ByteSet("Tt \t\r\n").has(text_[0])) return false;
    text_.remove_prefix(1);
    run(ByteSet("0123456789:.+-Zz \t\r\n"));
    return text_.empty();
  }

 private:
  bool take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::size_t run(const ByteSet& set) {
    const std::size_t size = std::min(set.find_other_in(text_), text_.size());
    text_.remove_prefix(size);
    return size;
  }

  std::string_view text_;
};

}  // namespace

bool is_yaml_word(std::string_view text, bool flow) {
  if (text.empty() || !word_begins.has(text[0]) || text.back() == ':') return false;
  const ByteSet& goes_on = flow ? word_goes_on : block_word_goes_on;
  if (goes_on.find_other_in(text) != std::string_view::npos) return false;
  return text.size() > 5 || !is_reserved_word(text);
}

bool is_yaml_implicit(std::string_view plain) {
  return plain.empty() || plain == "=" || plain == "<<" || is_reserved_word(plain) ||
         is_dotted_word(plain) || ImplicitReader(plain).number() || ImplicitReader(plain).date();
}

void append_yaml_number(const Value& number, TextBuilder& out) {
  const bool spelled = is_json_number(number.spelling());
  const std::string printed = spelled ? std::string() : number_to_text(number.number());
  const std::string_view text = spelled ? number.spelling() : std::string_view(printed);
  const std::size_t exponent = std::min(text.find_first_of("eE"), text.size());
  out.append(text.substr(0, exponent));
  if (exponent == text.size()) return;
  if (text.find('.') == std::string_view::npos) out.append(".0");
  out.push_back('e');
  if (text[exponent + 1] != '+' && text[exponent + 1] != '-') out.push_back('+');
  out.append(text.substr(exponent + 1));
}

namespace {

constexpr Notation yaml_notation{"YAML", ", ", ": ", "", "null"};

class YamlWriter : public ValueWriter {
 public:
  YamlWriter(bool flow, TextBuilder& out, CallContext& context)
      : ValueWriter(yaml_notation, out, context), flow_(flow) {}

 private:
  /// A string inside brackets keeps its quotes, so that it looks like JSON.
  bool write_string(std::string_view text, bool inside) override {
    if (!inside && is_yaml_word(text, flow_)) return word(text);
    out().push_back('"');
    if (!append_yaml_escaped(text, out())) return refuse(std::string(not_utf8));
    out().push_back('"');
    return true;
  }

  bool write_key(std::string_view key) override {
    const std::size_t begin = out().size();
    if (!write_string(key, true)) return false;
    if (count_code_points(out().view().substr(begin)) > longest_yaml_key)
      return refuse("one of its keys is too long for a key of YAML");
    return true;
  }

  bool write_number(const Value& number) override {
    if (is_json_number(number.spelling()) || std::isfinite(number.number())) {
      append_yaml_number(number, out());
      return true;
    }
    return refuse(std::isnan(number.number())
                      ? "no number that every YAML reader knows means NaN"
                      : "no number that every YAML reader knows means Infinity");
  }

  bool flow_;
};

}  // namespace

std::optional<std::string> append_yaml_value(const Value& value, bool flow, TextBuilder& out,
                                             CallContext& context) {
  return YamlWriter(flow, out, context).write(value);
}

}  // namespace keyplate::evaluate
