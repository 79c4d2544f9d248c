#include "compiler/toml_text.h"

#include <fmt/core.h>

#include <numeric>

#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::size_t most_nested_toml = 64;
constexpr std::size_t most_parts = 16;

char at(std::string_view text, std::size_t offset) {
  return offset < text.size() ? text[offset] : '\0';
}

bool is_triple(std::string_view text, std::size_t begin) {
  return at(text, begin + 1) == text[begin] && at(text, begin + 2) == text[begin];
}

/// Reads one string; every byte it appends remembers where it came from.
class StringReader {
 public:
  StringReader(std::string_view text, std::uint32_t begin)
      : text_(text), at_(begin), quote_(text[begin]), triple_(is_triple(text, begin)) {}

  DecodedString read() {
    at_ += triple_ ? 3 : 1;
    if (triple_) skip_line_break();
    while (at_ < text_.size() && !close()) {
      if (quote_ == '"' && text_[at_] == '\\')
        escape();
      else if (triple_ && text_[at_] == '\r' && at(text_, at_ + 1) == '\n')
        ++at_;  // a line break is one byte whatever the file's convention
      else
        copy_run();
    }
    result_.string.offsets.push_back(content_end_);
    result_.end = static_cast<std::uint32_t>(at_);
    return std::move(result_);
  }

 private:
  void append(std::string_view bytes, std::size_t origin) {
    result_.string.text += bytes;
    result_.string.offsets.insert(result_.string.offsets.end(), bytes.size(),
                                  static_cast<std::uint32_t>(origin));
  }
  void copy() {
    append(text_.substr(at_, 1), at_);
    content_end_ = static_cast<std::uint32_t>(++at_);
  }
  /// Up to what may be something else than itself.
  void copy_run() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote_ && text_[end] != '\\' && text_[end] != '\r')
      ++end;
    auto& offsets = result_.string.offsets;
    result_.string.text += text_.substr(at_, end - at_);
    const std::size_t before = offsets.size();
    offsets.resize(before + (end - at_));
    std::iota(offsets.begin() + static_cast<std::ptrdiff_t>(before), offsets.end(),
              static_cast<std::uint32_t>(at_));
    at_ = end;
    content_end_ = static_cast<std::uint32_t>(at_);
  }
  bool skip_line_break() {
    if (at(text_, at_) == '\n') return ++at_, true;
    if (at(text_, at_) == '\r' && at(text_, at_ + 1) == '\n') return at_ += 2, true;
    return false;
  }
  /// Whether the string ends here; of five quotes in a row the first two are content.
  bool close() {
    content_end_ = static_cast<std::uint32_t>(at_);
    if (text_[at_] != quote_) return false;
    if (!triple_) return ++at_, true;
    if (!is_triple(text_, at_)) return false;
    for (int extra = 0; extra < 2 && at(text_, at_ + 3) == quote_; ++extra) copy();
    at_ += 3;
    return true;
  }
  void escape() {
    const std::size_t origin = at_++;
    const char c = at(text_, at_);
    constexpr std::string_view letters = "btnfr\"\\";
    constexpr std::string_view meanings = "\b\t\n\f\r\"\\";
    const std::size_t known = letters.find(c);
    if (at_ < text_.size() && known != std::string_view::npos) {
      ++at_;
      append(meanings.substr(known, 1), origin);
    } else if (c == 'u' || c == 'U') {
      ++at_;
      append(code_point(c == 'u' ? 4 : 8), origin);
    } else {
      while (at_ < text_.size() &&
             std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
        ++at_;
    }
  }
  std::string code_point(int digits) {
    char32_t value = 0;
    for (; digits > 0 && at_ < text_.size(); --digits, ++at_) {
      const char c = text_[at_];
      value = value * 16 + static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    std::string utf8;
    append_utf8(utf8, value);
    return utf8;
  }

  std::string_view text_;
  std::size_t at_;
  char quote_;
  bool triple_;
  std::uint32_t content_end_ = 0;
  DecodedString result_;
};

}  // namespace

DecodedString decode_toml_string(std::string_view text, std::uint32_t begin) {
  return StringReader(text, begin).read();
}

std::size_t skip_toml_string(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  const bool triple = is_triple(text, begin);
  std::size_t i = begin + (triple ? 3 : 1);
  for (; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (!triple && text[i] == '\n') {
      return i;
    } else if (text[i] == quote && (!triple || is_triple(text, i))) {
      i += triple ? 3 : 1;
      for (int extra = 0; triple && extra < 2 && at(text, i) == quote; ++extra) ++i;
      return i;
    }
  }
  return text.size();
}

std::optional<DeepNesting> find_deep_nesting(std::string_view text) {
  std::size_t depth = 0;
  std::size_t parts = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Span here{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 1)};
    switch (text[i]) {
      case '"':
      case '\'':
        i = skip_toml_string(text, i) - 1;
        break;
      case '#':
        i = std::min(text.find('\n', i), text.size()) - 1;
        break;
      case '[':
      case '{':
        parts = 1;
        if (++depth > most_nested_toml)
          return DeepNesting{here,
                             fmt::format("nested more than {} levels deep", most_nested_toml)};
        break;
      case ']':
      case '}':
        if (depth > 0) --depth;
        break;
      case '=':
      case ',':
      case '\n':
        parts = 1;
        break;
      case '.':
        if (++parts > most_parts)
          return DeepNesting{here, fmt::format("a key has {} parts at most", most_parts)};
        break;
      default:
        break;
    }
  }
  return std::nullopt;
}

}  // namespace keyplate::compiler
