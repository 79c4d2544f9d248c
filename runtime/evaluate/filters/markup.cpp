#include <algorithm>
#include <optional>

#include "grammar/lexical.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate::filters {
namespace {

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\\':
      return "&#92;";
    default:
      return {};
  }
}

/// The size of the space character that `text` begins with, or 0.
std::size_t space_size(std::string_view text) {
  if (text.empty()) return 0;
  const auto c = decode_utf8(text, 0);
  return c && is_space(c->value) ? c->size : 0;
}

/// Appends with every character replaced for which `replacement` has a text.
template <typename Replacement>
bool append_replacing(std::string_view text, TextBuilder& out, CallContext& context,
                      Replacement replacement) {
  while (!text.empty()) {
    const auto found =
        std::find_if(text.begin(), text.end(), [&](char c) { return !replacement(c).empty(); });
    const auto plain = static_cast<std::size_t>(found - text.begin());
    if (!append(text.substr(0, plain), out, context)) return false;
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (!append(replacement(text[0]), out, context) || !context.budget().step()) return false;
    text.remove_prefix(1);
  }
  return true;
}

/// Finds tags and comments. Remembers where the last of each ends, so that a text full of `<` takes
/// linear time.
class MarkupScanner {
 public:
  explicit MarkupScanner(std::string_view text)
      : text_(text), last_tag_end_(text.rfind('>')), last_comment_end_(text.rfind("-->")) {}

  /// Where the tag or comment ends that begins with the `<` at `open`; nothing if none does.
  std::optional<std::size_t> end(std::size_t open) const {
    if (text_.substr(open, 4) == "<!--") return find("-->", open + 4, last_comment_end_);
    std::size_t i = open + (text_.substr(open, 2) == "</" ? 2 : 1);
    if (i >= text_.size() || !is_letter(text_[i])) return std::nullopt;
    while (i < text_.size() && (is_letter(text_[i]) || grammar::is_digit(text_[i]))) ++i;
    if (i < text_.size() && text_[i] == '_') return std::nullopt;
    return find(">", i, last_tag_end_);
  }

 private:
  static bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
  std::optional<std::size_t> find(std::string_view closer, std::size_t from,
                                  std::size_t last) const {
    if (last == std::string_view::npos || from > last) return std::nullopt;
    return text_.find(closer, from) + closer.size();
  }

  std::string_view text_;
  std::size_t last_tag_end_;
  std::size_t last_comment_end_;
};

void append_without_markup(std::string_view text, TextBuilder& out) {
  const MarkupScanner markup(text);
  std::size_t begin = 0;
  for (std::size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i)) {
    const auto end = markup.end(i);
    if (!end) {
      ++i;
      continue;
    }
    out.append(text.substr(begin, i - begin));
    begin = i = *end;
  }
  out.append(text.substr(begin));
}

/// Every run of space as one blank. REQUIRES: `text` is trimmed.
void append_on_one_line(std::string_view text, TextBuilder& out) {
  while (!text.empty()) {
    std::size_t word = 0;
    std::size_t space = 0;
    while (word < text.size() && (space = space_size(text.substr(word))) == 0) ++word;
    out.append(text.substr(0, word));
    text.remove_prefix(word);
    if (!text.empty()) out.push_back(' ');
    while ((space = space_size(text)) != 0) text.remove_prefix(space);
  }
}

/// The size of the line break that `text` begins with, or 0. JavaScript's `^` and `$` know these
/// four.
std::size_t break_size(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == '\n' || text[0] == '\r') return 1;
  return text.substr(0, 3) == "\xE2\x80\xA8" || text.substr(0, 3) == "\xE2\x80\xA9" ? 3 : 0;
}

/// One line without blanks around it and with single blanks inside.
void append_squeezed(std::string_view line, TextBuilder& out) {
  bool pending = false;
  bool any = false;
  for (const char c : line) {
    if (c != ' ') {
      if (pending && any) out.push_back(' ');
      out.push_back(c);
      any = true;
    }
    pending = c == ' ';
  }
}

/// Line by line squeezed, `\r\n` as `\n`, and of more than two `\n` in a row two.
void append_line_by_line(std::string_view text, TextBuilder& out) {
  std::size_t newlines = 0;
  while (true) {
    std::size_t end = 0;
    while (end < text.size() && break_size(text.substr(end)) == 0) ++end;
    const std::size_t before = out.size();
    append_squeezed(text.substr(0, end), out);
    if (out.size() != before) newlines = 0;
    text.remove_prefix(end);
    if (text.empty()) return;
    const std::size_t size = text.substr(0, 2) == "\r\n" ? 2 : break_size(text);
    const bool newline = text[size - 1] == '\n';
    newlines = newline ? newlines + 1 : 0;
    if (!newline) out.append(text.substr(0, size));
    if (newline && newlines <= 2) out.push_back('\n');
    text.remove_prefix(size);
  }
}

/// Marked as what its author calls it, whatever it was.
Value host_text(const Value& text, Flags marks) {
  return text.with_flags(static_cast<Flags>((text.flags() & ~flag::json) | marks));
}

}  // namespace

Value escape(const Value& input, Arguments arguments, CallContext& context) {
  if (input.is(Kind::string) && (input.flags() & flag::escaped) != 0) return input;
  return forceescape(input, arguments, context);
}

Value forceescape(const Value& input, Arguments, CallContext& context) {
  TextBuilder out;
  if (input.is_nullish()) return out.finish(flag::escaped);
  const Value text = to_text(input, context);
  if (!append_replacing(text.text(), out, context, entity)) return {};
  return out.finish(flag::escaped);
}

Value safe(const Value& input, Arguments, CallContext& context) {
  if (input.is_nullish()) return Value::string("", flag::safe | flag::escaped);
  return host_text(to_text(input, context), flag::safe | flag::escaped);
}

Value raw(const Value& input, Arguments, CallContext& context) {
  if (input.is_nullish()) return input;
  return host_text(to_text(input, context), flag::safe);
}

Value nl2br(const Value& input, Arguments, CallContext& context) {
  if (input.is_nullish()) return Value::string("");
  if (!input.is(Kind::string)) return fail_kind("a text", input, context);
  TextBuilder out;
  std::string_view text = input.text();
  for (std::size_t at; (at = text.find('\n')) != std::string_view::npos;) {
    const std::size_t line = at > 0 && text[at - 1] == '\r' ? at - 1 : at;
    if (!append(text.substr(0, line), out, context) || !append("<br />\n", out, context)) return {};
    text.remove_prefix(at + 1);
  }
  if (!append(text, out, context)) return {};
  return finish_like(input, out);
}

Value striptags(const Value& input, Arguments arguments, CallContext& context) {
  const auto text = text_or_empty(input, context);
  if (!text || !context.budget().bytes(text->size())) return {};
  TextBuilder stripped;
  append_without_markup(*text, stripped);
  TextBuilder out;
  const std::string_view trimmed = evaluate::trim(stripped.view());
  if (truthy(arguments[0])) {
    append_line_by_line(trimmed, out);
  } else {
    append_on_one_line(trimmed, out);
  }
  return finish_like(input, out);
}

}  // namespace keyplate::evaluate::filters
