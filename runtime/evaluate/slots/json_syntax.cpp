#include "runtime/evaluate/slots/json_syntax.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "grammar/lexical.h"
#include "runtime/evaluate/slots/characters.h"

namespace keyplate::evaluate {
namespace {

constexpr std::size_t deepest_json = 1000;

/// Where a string ends, goes on otherwise or goes wrong.
constexpr ByteSet string_ends = ByteSet("\"\\").with_controls();

using grammar::is_digit;

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Reads a text from its begin. A reader that fails leaves `at_` where the text goes wrong.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  std::vector<HostError> read() {
    bool read = value() && close_all();
    if (read) {
      skip_space();
      read = at_end() || expected("the end of the file");
    }
    if (!read) found_.push_back({at_, reason_, what_stands_there_, true});
    return std::move(found_);
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
    reason_ = fmt::format("expected {}", what);
    what_stands_there_ = at_end() ? "the end of the file"
                         : plain  ? fmt::format("`{}`", text_[at_])
                                  : "this character";
    return false;
  }

  void skip_space() {
    do {
      while (!at_end() &&
             (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
        ++at_;
    } while (skip_comment());
  }

  bool skip_comment() {
    if (peek() != '/') return false;
    const std::string_view opener = text_.substr(at_, 2);
    if (opener != "//" && opener != "/*") return false;
    const bool line = opener == "//";
    const std::size_t end = line ? text_.find_first_of("\r\n", at_) : text_.find("*/", at_ + 2);
    if (end == std::string_view::npos && !line) return false;
    if (!std::exchange(commented_, true)) note(no_comments);
    at_ = end == std::string_view::npos ? text_.size() : line ? end : end + 2;
    return true;
  }

  void note(std::string_view reason) { found_.push_back({at_, std::string(reason), {}, false}); }

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
    if (open_.size() <= deepest_json) return true;
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
      } else if (!closes(list ? ']' : '}') && !(list ? value() : member())) {
        return false;
      }
    }
    return true;
  }

  /// Behind a comma: whether it is one too many.
  bool closes(char bracket) {
    const std::size_t comma = at_ - 1;
    skip_space();
    if (peek() != bracket) return false;
    if (!std::exchange(surplus_, true))
      found_.push_back({comma, "JSON has no comma before the end of a list or dict", {}, false});
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
    for (;;) {
      at_ = std::min(string_ends.find_in(text_, at_), text_.size());
      if (at_end()) break;
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
  std::vector<HostError> found_;
  std::string reason_;
  std::string what_stands_there_;
  bool commented_ = false;
  bool surplus_ = false;
};

}  // namespace

std::vector<HostError> find_json_errors(std::string_view text) {
  return JsonReader(text).read();
}

}  // namespace keyplate::evaluate
