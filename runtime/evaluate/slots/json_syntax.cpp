#include "runtime/evaluate/slots/json_syntax.h"

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <vector>

#include "grammar/lexical.h"

namespace keyplate::evaluate {
namespace {

constexpr std::size_t deepest = 1000;

using grammar::is_digit;

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Reads a text from its begin. A reader that fails leaves `at_` where the text goes wrong.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  std::optional<HostError> read() {
    if (value() && close_all()) {
      skip_space();
      if (at_end()) return std::nullopt;
      expected("the end of the file");
    }
    return HostError{at_, reason_};
  }

 private:
  enum class Container : std::uint8_t { list, dict };

  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool expected(std::string_view what) {
    const bool plain = !at_end() && text_[at_] > ' ' && text_[at_] <= '~';
    const std::string found = at_end() ? "the end of the file"
                              : plain  ? fmt::format("`{}`", text_[at_])
                                       : "this character";
    reason_ = fmt::format("expected {}, found {}", what, found);
    return false;
  }

  void skip_space() {
    while (!at_end() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }

  /// A value; the containers it opens stay on the stack.
  bool value() {
    for (;;) {
      skip_space();
      if (take('[')) {
        if (!open(Container::list)) return false;
        skip_space();
        if (peek() == ']') return true;
      } else if (take('{')) {
        if (!open(Container::dict)) return false;
        skip_space();
        return peek() == '}' || member();
      } else {
        return scalar();
      }
    }
  }

  bool open(Container container) {
    open_.push_back(container);
    if (open_.size() <= deepest) return true;
    reason_ = "nested too deep";
    return false;
  }

  /// `"key": value`.
  bool member() {
    skip_space();
    if (peek() != '"') return expected("a key in quotes");
    if (!string()) return false;
    skip_space();
    if (!take(':')) return expected("`:`");
    return value();
  }

  /// After a value: more values, until every container is closed.
  bool close_all() {
    while (!open_.empty()) {
      skip_space();
      const bool list = open_.back() == Container::list;
      if (take(list ? ']' : '}')) {
        open_.pop_back();
      } else if (!take(',')) {
        return expected(list ? "`,` or `]`" : "`,` or `}`");
      } else if (!(list ? value() : member())) {
        return false;
      }
    }
    return true;
  }

  bool scalar() {
    const char c = peek();
    if (c == '"') return string();
    if (c == '-' || is_digit(c)) return number();
    if (c == 't') return word("true");
    if (c == 'f') return word("false");
    if (c == 'n') return word("null");
    return expected("a value");
  }

  bool word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return expected("a value");
    at_ += word.size();
    return true;
  }

  bool digits() {
    if (!is_digit(peek())) return expected("a digit");
    while (is_digit(peek())) ++at_;
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      return digits();
    }
    return true;
  }

  bool string() {
    const std::size_t begin = at_++;
    while (!at_end()) {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < ' ') return expected("`\"`");
      if (c == '\\') {
        if (!escape()) return false;
        continue;
      }
      ++at_;
      if (c == '"') return true;
    }
    at_ = begin;
    reason_ = "this string is never closed";
    return false;
  }

  bool escape() {
    ++at_;
    constexpr std::string_view simple = "\"\\/bfnrt";
    if (!at_end() && simple.find(text_[at_]) != std::string_view::npos) {
      ++at_;
      return true;
    }
    if (!take('u')) return expected("an escape of JSON");
    for (int i = 0; i < 4; ++i) {
      if (!is_hex(peek())) return expected("a hexadecimal digit");
      ++at_;
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Container> open_;
  std::string reason_;
};

}  // namespace

std::optional<HostError> find_json_error(std::string_view text) {
  return JsonReader(text).read();
}

}  // namespace keyplate::evaluate
