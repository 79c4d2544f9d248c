#include "runtime/evaluate/slots/slot_properties.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet properties_line_ends{"\r\n"};
constexpr ByteSet properties_stops = properties_line_ends.with("\\");

bool is_properties_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f';
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

void append_unit(char32_t unit, TextBuilder& out) {
  out.append(fmt::format("\\u{:04X}", static_cast<std::uint32_t>(unit)));
}

/// As UTF-16, which Java's characters are.
void append_code_point(char32_t point, TextBuilder& out) {
  if (point < 0x10000) return append_unit(point, out);
  append_unit(0xD800 + ((point - 0x10000) >> 10), out);
  append_unit(0xDC00 + ((point - 0x10000) & 0x3FF), out);
}

/// REQUIRES: `c` is ASCII. `meaning` are the characters that mean something where it stands.
void append_ascii(char c, const ByteSet& meaning, TextBuilder& out) {
  switch (c) {
    case '\t':
      return out.append("\\t");
    case '\n':
      return out.append("\\n");
    case '\f':
      return out.append("\\f");
    case '\r':
      return out.append("\\r");
    default:
      break;
  }
  if (is_control(c)) return append_unit(static_cast<unsigned char>(c), out);
  if (c == '\\' || meaning.has(c)) out.push_back('\\');
  out.push_back(c);
}

constexpr ByteSet means_in_key{" =:#!"};
constexpr ByteSet means_behind_key{" =:"};
constexpr ByteSet means_before_value{" "};
constexpr ByteSet means_nothing{""};

/// `first` and `others` are the characters that mean something at its begin and behind that.
void append_properties_text(std::string_view text, const ByteSet& first, const ByteSet& others,
                            TextBuilder& out) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = *decode_utf8(text, i);
    if (point.size > 1)
      append_code_point(point.value, out);
    else
      append_ascii(text[i], i == 0 ? first : others, out);
    i += point.size;
  }
}

}  // namespace

// ---- the author's text ----

void PropertiesLexer::author(std::string_view text, HostText& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    i += skip(text.substr(i));
    if (i == text.size()) return;
    if (empty_ && !leaves_open(text[i])) check_empty(text[i], out, out.size() + i);
    step(text[i], out.size() + i);
  }
}

/// How many bytes mean nothing where they stand.
std::size_t PropertiesLexer::skip(std::string_view text) const {
  if (escape_ != Escape::none) return 0;
  if (place_ == Place::comment) return std::min(properties_line_ends.find_in(text), text.size());
  if (place_ == Place::value) return std::min(properties_stops.find_in(text), text.size());
  return 0;
}

/// Whether only what follows `c` may show what an empty value does: behind blanks and, where the
/// separator may stand, behind line ends that a backslash hides.
bool PropertiesLexer::leaves_open(char c) const {
  if (is_properties_blank(c)) return true;
  if (place_ != Place::separator) return false;
  return escape_ == Escape::none ? c == '\\' : properties_line_ends.has(c);
}

/// `next` follows an empty value, and comes to stand at `at`.
void PropertiesLexer::check_empty(char next, HostText& out, std::size_t at) {
  const Empty empty = *std::exchange(empty_, std::nullopt);
  const bool separates = escape_ != Escape::backslash && (next == '=' || next == ':');
  const bool comments = next == '#' || next == '!';
  const bool begins_key = at > empty.at && !separates && !properties_line_ends.has(next);
  if (place_ == Place::line ? comments || begins_key : place_ == Place::separator && separates)
    out.refuse(empty.island, {"it is empty, and what stands behind it would mean something else"});
}

/// `at` is where `c` comes to stand.
void PropertiesLexer::step(char c, std::size_t at) {
  if (escape_ != Escape::none && step_escape(c, at)) return;
  if (properties_line_ends.has(c)) {
    place_ = Place::line;
    return;
  }
  if (place_ == Place::comment) return;
  if (place_ == Place::line) {
    if (is_properties_blank(c)) return;
    place_ = c == '#' || c == '!' ? Place::comment : Place::key;
    if (place_ == Place::comment) return;
  }
  if (c == '\\')
    escape_ = Escape::backslash;
  else if (place_ != Place::value)
    step_separator(c);
}

/// Whether `c` belongs to the escape or to the line end that it hides.
bool PropertiesLexer::step_escape(char c, std::size_t at) {
  switch (escape_) {
    case Escape::backslash:
      escape_ = c == 'u' ? Escape::digits : Escape::none;
      if (properties_line_ends.has(c))
        escape_ = Escape::line_end;
      else if (place_ == Place::separator)
        place_ = Place::value;
      digits_ = 4;
      carriage_return_ = c == '\r';
      return true;
    case Escape::digits:
      if (is_hex_digit(c)) {
        if (--digits_ == 0) escape_ = Escape::none;
        return true;
      }
      errors_.push_back({at, "expected a hexadecimal digit of a `\\u` escape", {}, true});
      escape_ = Escape::none;
      return false;
    default:
      if (is_properties_blank(c)) return true;
      if (std::exchange(carriage_return_, false) && c == '\n') return true;
      escape_ = Escape::none;
      return false;
  }
}

void PropertiesLexer::step_separator(char c) {
  if (place_ == Place::key) {
    separated_ = c == '=' || c == ':';
    if (separated_ || is_properties_blank(c)) place_ = Place::separator;
    return;
  }
  if (is_properties_blank(c)) return;
  const bool separates = !separated_ && (c == '=' || c == ':');
  separated_ = separated_ || separates;
  if (!separates) place_ = Place::value;
}

// ---- values ----

std::optional<Refusal> PropertiesLexer::print(const Value& value, HostText& out,
                                              CallContext& context) {
  if (place_ == Place::comment) return print_comment(value, out, context);
  if (escape_ == Escape::backslash || escape_ == Escape::digits) {
    const bool digits = std::exchange(escape_, Escape::none) == Escape::digits;
    return Refusal{digits ? "it stands among the four digits of a `\\u` escape"
                          : "a backslash stands before it"};
  }
  if (is_markup(value)) {
    author(value.text(), out);
    out.append(value.text());
    return std::nullopt;
  }
  return print_escaped(value, out, context);
}

std::optional<Refusal> PropertiesLexer::print_comment(const Value& value, HostText& out,
                                                      CallContext& context) {
  TextBuilder text;
  if (auto refusal = append_scalar(value, "a comment", text, context)) return refusal;
  const auto control = std::find_if(text.view().begin(), text.view().end(),
                                    [](char c) { return is_control(c) && c != '\t'; });
  if (control != text.view().end())
    return Refusal{fmt::format("it holds {}, and a comment can't", kind_of_character(*control))};
  out.append(text.view());
  return std::nullopt;
}

std::optional<Refusal> PropertiesLexer::print_escaped(const Value& value, HostText& out,
                                                      CallContext& context) {
  TextBuilder text;
  if (auto refusal = append_scalar(value, "a properties file", text, context)) return refusal;
  if (find_invalid_utf8(text.view())) return Refusal{"it is not UTF-8"};
  if (text.empty()) {
    const bool before_key = place_ == Place::line;
    if (!empty_ && (before_key || (place_ == Place::separator && !separated_)))
      empty_ = Empty{out.island(), out.size()};
    return std::nullopt;
  }
  if (empty_) check_empty('x', out, out.size());
  const bool in_key = place_ <= Place::key;
  const ByteSet* meaning = in_key                                              ? &means_in_key
                           : place_ == Place::value && escape_ == Escape::none ? &means_nothing
                           : place_ == Place::separator && !separated_         ? &means_behind_key
                                                                       : &means_before_value;
  if (is_mask(value))
    out.append(mask_text);
  else
    append_properties_text(text.view(), *meaning, in_key ? *meaning : means_nothing, out.builder());
  place_ = in_key ? Place::key : Place::value;
  escape_ = Escape::none;
  return std::nullopt;
}

}  // namespace keyplate::evaluate
