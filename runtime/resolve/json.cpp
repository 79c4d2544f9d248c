#include "runtime/resolve/json.h"

#include <algorithm>

#include "grammar/lexical.h"
#include "grammar/unicode.h"

namespace keyplate::resolve {
namespace {

constexpr unsigned most_levels = 512;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
using grammar::is_digit;

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Steps over tokens. Each `skip_` is false, and the place undefined, when they are not JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  void skip_space() {
    while (!at_end() && is_space(text_[at_])) ++at_;
  }
  bool skip(char expected) {
    if (peek() != expected || at_end()) return false;
    ++at_;
    return true;
  }
  bool skip(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool skip_value(unsigned level = 0) {
    switch (peek()) {
      case '"':
        return skip_string();
      case '{':
        return skip_list('}', true, level);
      case '[':
        return skip_list(']', false, level);
      case 't':
        return skip("true");
      case 'f':
        return skip("false");
      case 'n':
        return skip("null");
      default:
        return skip_number();
    }
  }

  bool skip_string() {
    if (!skip('"')) return false;
    while (!at_end()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !skip_escape()) return false;
    }
    return false;
  }

 private:
  bool skip_escape() {
    if (at_end()) return false;
    const char c = text_[at_++];
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
      if (at_end() || hex_digit(text_[at_++]) < 0) return false;
    }
    return true;
  }

  bool skip_digits() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ > begin;
  }

  bool skip_number() {
    skip('-');
    if (!skip('0') && !skip_digits()) return false;
    if (skip('.') && !skip_digits()) return false;
    if (skip('e') || skip('E')) {
      if (!skip('+')) skip('-');
      return skip_digits();
    }
    return true;
  }

  bool skip_list(char closer, bool object, unsigned level) {
    if (level == most_levels) return false;
    ++at_;
    skip_space();
    if (skip(closer)) return true;
    do {
      skip_space();
      if (object && !skip_name()) return false;
      if (!skip_value(level + 1)) return false;
      skip_space();
    } while (skip(','));
    return skip(closer);
  }

  bool skip_name() {
    if (!skip_string()) return false;
    skip_space();
    if (!skip(':')) return false;
    skip_space();
    return true;
  }

  std::string_view text_;
  std::size_t at_;
};

/// Calls `visit(name, value)` for each member, `name` a JSON string; empty for an array's elements.
/// Ends where it says false.
template <typename Visit>
void each(std::string_view text, Visit visit) {
  const bool object = text.front() == '{';
  Scanner scanner(text, 1);
  scanner.skip_space();
  if (scanner.peek() == '}' || scanner.peek() == ']') return;
  do {
    scanner.skip_space();
    std::string_view name;
    if (object) {
      const std::size_t begin = scanner.at();
      scanner.skip_string();
      name = text.substr(begin, scanner.at() - begin);
      scanner.skip_space();
      scanner.skip(':');
      scanner.skip_space();
    }
    const std::size_t begin = scanner.at();
    scanner.skip_value();
    if (!visit(name, text.substr(begin, scanner.at() - begin))) return;
    scanner.skip_space();
  } while (scanner.skip(','));
}

char32_t code_unit(std::string_view escape) {
  char32_t unit = 0;
  for (const char c : escape.substr(2, 4)) unit = unit * 16 + static_cast<char32_t>(hex_digit(c));
  return unit;
}

/// Decodes the `\u` escape at `at` and the one that completes it, and moves past them.
bool append_unicode_escape(std::string& out, std::string_view text, std::size_t& at) {
  const char32_t first = code_unit(text.substr(at, 6));
  at += 6;
  if (first < 0xD800 || first > 0xDFFF) {
    append_utf8(out, first);
    return true;
  }
  if (first > 0xDBFF || text.substr(at, 2) != "\\u") return false;
  const char32_t second = code_unit(text.substr(at, 6));
  if (second < 0xDC00 || second > 0xDFFF) return false;
  at += 6;
  append_utf8(out, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
  return true;
}

char simple_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

std::optional<std::string> decode_string(std::string_view quoted) {
  const std::string_view text = quoted.substr(1, quoted.size() - 2);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out.push_back(text[at++]);
    } else if (text[at + 1] == 'u') {
      if (!append_unicode_escape(out, text, at)) return std::nullopt;
    } else {
      out.push_back(simple_escape(text[at + 1]));
      at += 2;
    }
  }
  return out;
}

}  // namespace

std::string_view name(JsonType type) {
  switch (type) {
    case JsonType::string:
      return "a string";
    case JsonType::number:
      return "a number";
    case JsonType::boolean:
      return "a boolean";
    case JsonType::null:
      return "null";
    case JsonType::object:
      return "an object";
    case JsonType::array:
      return "an array";
  }
  return "";
}

JsonType JsonValue::type() const {
  switch (text_.front()) {
    case '"':
      return JsonType::string;
    case '{':
      return JsonType::object;
    case '[':
      return JsonType::array;
    case 't':
    case 'f':
      return JsonType::boolean;
    case 'n':
      return JsonType::null;
    default:
      return JsonType::number;
  }
}

std::string JsonValue::compact() const {
  std::string out;
  out.reserve(text_.size());
  for (std::size_t at = 0; at < text_.size();) {
    if (text_[at] == '"') {
      Scanner scanner(text_, at);
      scanner.skip_string();
      out.append(text_.substr(at, scanner.at() - at));
      at = scanner.at();
    } else {
      if (!is_space(text_[at])) out.push_back(text_[at]);
      ++at;
    }
  }
  return out;
}

std::optional<std::string> JsonValue::string() const {
  return decode_string(text_);
}

std::optional<JsonValue> JsonValue::member(std::string_view key) const {
  std::optional<JsonValue> found;
  if (type() != JsonType::object) return found;
  each(text_, [&](std::string_view member, std::string_view value) {
    if (decode_string(member) == key) found = JsonValue(value);
    return true;
  });
  return found;
}

std::optional<JsonValue> JsonValue::element(std::size_t index) const {
  std::optional<JsonValue> found;
  if (type() != JsonType::array) return found;
  std::size_t at = 0;
  each(text_, [&](std::string_view, std::string_view value) {
    if (at == index) found = JsonValue(value);
    return at++ != index;
  });
  return found;
}

std::vector<JsonValue> JsonValue::elements(std::size_t most) const {
  std::vector<JsonValue> found;
  if (type() != JsonType::array || most == 0) return found;
  each(text_, [&](std::string_view, std::string_view value) {
    found.emplace_back(value);
    return found.size() != most;
  });
  return found;
}

std::vector<std::string> JsonValue::keys() const {
  std::vector<std::string> found;
  if (type() != JsonType::object) return found;
  each(text_, [&](std::string_view member, std::string_view) {
    if (auto key = decode_string(member)) found.push_back(std::move(*key));
    return true;
  });
  return found;
}

std::optional<JsonValue> parse_json(std::string_view text) {
  if (find_invalid_utf8(text)) return std::nullopt;
  Scanner scanner(text);
  scanner.skip_space();
  const std::size_t begin = scanner.at();
  if (!scanner.skip_value()) return std::nullopt;
  const std::size_t end = scanner.at();
  scanner.skip_space();
  if (!scanner.at_end()) return std::nullopt;
  return JsonValue(text.substr(begin, end - begin));
}

}  // namespace keyplate::resolve
