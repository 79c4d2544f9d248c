#include "runtime/evaluate/jsonpath/iregexp.h"

#include <fmt/core.h>

#include <array>
#include <cstdint>

#include "grammar/unicode.h"

namespace keyplate::evaluate {
namespace {

/// A general category of Unicode, then the letters that may follow.
constexpr std::array<std::string_view, 7> categories = {"Llmotu", "Mcen",  "Ndlo", "Pcdefios",
                                                        "Zlps",   "Sckmo", "Ccfno"};

bool has(std::string_view set, char32_t c) {
  return c < 0x80 && set.find(static_cast<char>(c)) != std::string_view::npos;
}

bool is_alphanumeric(char32_t c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

class Translator {
 public:
  explicit Translator(std::string_view text) : text_(text) {}

  bool run() {
    while (!done())
      if (!piece()) return false;
    return depth_ == 0;
  }
  std::string take() { return std::move(out_); }

 private:
  bool done() const { return at_ == text_.size(); }
  bool is(char c) const { return !done() && text_[at_] == c; }
  bool skip(char c) {
    if (!is(c)) return false;
    ++at_;
    return true;
  }
  /// The next character, taken; nothing at the end.
  std::optional<char32_t> next() {
    if (done()) return std::nullopt;
    const auto read = decode_utf8(text_, at_);
    if (!read) return std::nullopt;
    at_ += read->size;
    return read->value;
  }
  void literal(char32_t c) { out_ += fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(c)); }
  bool atom(std::string_view written) {
    out_ += written;
    repeatable_ = true;
    return true;
  }

  bool piece() {
    const auto c = next();
    if (!c) return false;
    if (has("*+?{", *c)) return quantifier(static_cast<char>(*c));
    if (has("|()", *c)) return group(static_cast<char>(*c));
    if (has("]}", *c)) return false;
    repeatable_ = true;
    if (*c == '[') return character_class();
    if (*c == '\\') return escape();
    if (*c == '.') return atom("[^\\n\\r]");
    if (is_alphanumeric(*c) || has("^$", *c))
      out_ += static_cast<char>(*c);
    else
      literal(*c);
    return true;
  }

  bool group(char c) {
    out_ += c == '(' ? "(?:" : std::string(1, c);
    repeatable_ = c == ')';
    if (c == '(') ++depth_;
    return c != ')' || depth_-- > 0;
  }

  /// One an atom, so that PCRE2's lazy and possessive ones can't come about.
  bool quantifier(char c) {
    if (!repeatable_) return false;
    repeatable_ = false;
    out_ += c;
    return c != '{' || range();
  }

  bool range() {
    if (!digits()) return false;
    if (skip(',')) {
      out_ += ',';
      if (!is('}')) digits();
    }
    if (!skip('}')) return false;
    out_ += '}';
    return true;
  }

  bool digits() {
    const std::size_t begin = at_;
    while (!done() && text_[at_] >= '0' && text_[at_] <= '9') out_ += text_[at_++];
    return at_ > begin;
  }

  /// What follows a backslash, outside of a class or in it.
  bool escape() {
    if (is('p') || is('P')) return category();
    const auto c = escaped();
    if (c) literal(*c);
    return c.has_value();
  }

  std::optional<char32_t> escaped() {
    const auto c = next();
    if (!c || !has("()*+-.?[\\]^{|}nrt", *c)) return std::nullopt;
    if (*c == 'n') return U'\n';
    if (*c == 'r') return U'\r';
    return *c == 't' ? U'\t' : *c;
  }

  bool category() {
    out_ += '\\';
    out_ += text_[at_++];
    const std::size_t end = text_.find('}', at_);
    if (!is('{') || end == std::string_view::npos) return false;
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    for (const std::string_view known : categories)
      if (!name.empty() && name[0] == known[0] &&
          (name.size() == 1 ||
           (name.size() == 2 && has(known.substr(1), static_cast<unsigned char>(name[1]))))) {
        out_ += text_.substr(at_, end + 1 - at_);
        at_ = end + 1;
        return true;
      }
    return false;
  }

  /// From behind `[`. A hyphen stands for itself at either end only.
  bool character_class() {
    out_ += '[';
    if (skip('^')) out_ += '^';
    bool empty = !skip('-');
    if (!empty) literal('-');
    while (!is(']') && !(is('-') && ends_after_hyphen())) {
      if (!class_part()) return false;
      empty = false;
    }
    if (!empty && skip('-')) literal('-');
    out_ += ']';
    return skip(']') && !empty;
  }
  bool ends_after_hyphen() const { return text_.substr(at_, 2) == "-]"; }

  /// A character, two with a hyphen between them, or a category.
  bool class_part() {
    if (text_.substr(at_, 2) == "\\p" || text_.substr(at_, 2) == "\\P") {
      ++at_;
      return category();
    }
    const auto first = class_character();
    if (!first) return false;
    literal(*first);
    if (!is('-') || ends_after_hyphen()) return true;
    ++at_;
    const auto last = class_character();
    if (!last || *last < *first) return false;
    out_ += '-';
    literal(*last);
    return true;
  }

  std::optional<char32_t> class_character() {
    if (skip('\\')) return escaped();
    const auto c = next();
    return c && !has("-[]", *c) ? c : std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool repeatable_ = false;  ///< whether what was written last may be quantified
  std::string out_;
};

}  // namespace

std::optional<std::string> pcre2_syntax(std::string_view iregexp) {
  Translator translator(iregexp);
  if (!translator.run()) return std::nullopt;
  return translator.take();
}

}  // namespace keyplate::evaluate
