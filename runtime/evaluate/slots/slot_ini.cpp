#include "runtime/evaluate/slots/slot_ini.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet ini_line_end{"\n"};

bool is_ini_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/// White space beyond ASCII, which configparser drops at the edges as well.
bool is_wide_blank(char32_t point) {
  constexpr std::u32string_view wide = U"\u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF";
  return (point >= 0x2000 && point <= 0x200A) || wide.find(point) != std::u32string_view::npos;
}

/// Whether a place may neither begin nor end with it.
bool is_ini_edge(std::string_view text, std::size_t at) {
  const auto point = decode_utf8(text, at);
  return text[at] == ' ' || text[at] == '\'' || (point && is_wide_blank(point->value));
}

std::size_t last_character(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) --at;
  return at;
}

std::string_view meaning_in_ini(char c) {
  switch (c) {
    case ';':
    case '#':
      return "which some readers take for the begin of a comment";
    case '%':
    case '$':
      return "which Python's configparser takes for an interpolation";
    case '"':
    case '\\':
      return "which git and others take for a quote or an escape";
    default:
      return "which no reader takes there";
  }
}

/// Whether configparser or another reader takes both together for an interpolation.
bool interpolates(char sign, char next) {
  return sign == '$' ? next == '{' || next == '$' : sign == '%' && (next == '(' || next == '%');
}

}  // namespace

// ---- the author's text ----

void IniLexer::author(std::string_view text, HostText& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (place_ == Place::comment)
      i += std::min(ini_line_end.find_in(text.substr(i)), text.size() - i);
    if (i == text.size()) return;
    if (empty_ && !(first_ && is_ini_blank(text[i]))) check_empty(text[i], out);
    step(text[i], out);
  }
}

void IniLexer::step(char c, HostText& out) {
  if (c == '\n') {
    end_place(out);
    return enter(Place::line);
  }
  if (is_ini_blank(c)) {
    escaped_ = false;
    return;
  }
  const bool delimits =
      place_ == Place::section ? c == ']' : place_ <= Place::key && (c == '=' || c == ':');
  if (delimits) {
    end_place(out);
    return enter(place_ == Place::section ? Place::comment : Place::value);
  }
  edge_.reset();
  if (place_ == Place::line) {
    step_line(c);
    if (place_ == Place::section) return;
  }
  if (place_ == Place::value) step_value(c);
  first_ = false;
}

/// `next` follows the value that printed nothing, behind blanks maybe if it begins its place.
void IniLexer::check_empty(char next, HostText& out) {
  const IslandId island = *std::exchange(empty_, std::nullopt);
  const bool quotes = place_ == Place::value && first_ && (next == '"' || next == '\'');
  if (quotes || interpolates(out.view().back(), next))
    out.refuse(island, {"it is empty, and what stands around it would mean something else"});
}

void IniLexer::enter(Place place) {
  place_ = place;
  first_ = true;
  quote_ = '\0';
  escaped_ = false;
}

void IniLexer::step_line(char c) {
  if (c == '[') return enter(Place::section);
  place_ = c == ';' || c == '#' ? Place::comment : Place::key;
}

void IniLexer::step_value(char c) {
  if (std::exchange(escaped_, false)) return;
  if (quote_ != '\0') {
    escaped_ = c == '\\' && quote_ == '"';
    if (c == quote_) quote_ = '\0';
  } else if (first_ && (c == '"' || c == '\'')) {
    quote_ = c;
  }
}

/// Nothing but blanks comes between what stands in the place and its end.
void IniLexer::end_place(HostText& out) {
  if (edge_)
    out.refuse(*edge_, {"it ends in a blank or a single quote, which some readers drop there"});
  edge_.reset();
}

// ---- values ----

std::optional<Refusal> IniLexer::print(const Value& value, HostText& out, CallContext& context) {
  if (place_ != Place::comment && quote_ == '\0' && is_markup(value)) {
    author(value.text(), out);
    out.append(value.text());
    return std::nullopt;
  }
  if (place_ == Place::line) place_ = Place::key;
  if (std::exchange(escaped_, false))
    return Refusal{"a backslash stands before it, in double quotes"};
  TextBuilder text;
  if (auto refusal = append_scalar(value, "an INI file", text, context)) return refusal;
  if (auto reason = reason_against(text.view())) return Refusal{std::move(*reason)};
  if (auto reason = reason_against_sign(text.view(), out)) return Refusal{std::move(*reason)};
  empty_.reset();
  if (text.empty() && place_ != Place::comment) empty_ = out.island();
  if (text.empty()) return std::nullopt;
  const bool bare = place_ != Place::comment && quote_ == '\0';
  edge_.reset();
  if (bare && is_ini_edge(text.view(), last_character(text.view()))) edge_ = out.island();
  first_ = false;
  out.append(text.view());
  return std::nullopt;
}

/// What can't stand in the place, beside control characters.
std::string_view IniLexer::lacks() const {
  switch (place_) {
    case Place::comment:
      return "";
    case Place::value:
      return quote_ == '"' ? "\"\\%$" : quote_ == '\'' ? "'\"\\%$;#" : "\"\\%$;#";
    case Place::section:
      return "[]\"\\$;#";
    default:
      return "[]\"\\$;#=:";
  }
}

std::optional<std::string> IniLexer::reason_against(std::string_view text) const {
  if (find_invalid_utf8(text)) return "it is not UTF-8";
  for (const char c : text) {
    if (is_control(c))
      return fmt::format("it holds {}, which no reader takes", kind_of_character(c));
    if (lacks().find(c) != std::string_view::npos)
      return fmt::format("it holds {}, {}", kind_of_character(c), meaning_in_ini(c));
  }
  if (place_ == Place::comment) return std::nullopt;
  if (find_line_separator(text) != std::string_view::npos)
    return "it holds a line separator, where a line ends for some readers";
  if (place_ != Place::value && first_ && text.empty())
    return "it is empty, and stands for the name of a section or key";
  if (first_ && quote_ == '\0' && !text.empty() && is_ini_edge(text, 0))
    return "it begins with a blank or a single quote, which some readers drop there";
  return std::nullopt;
}

/// Of what is printed behind a sign of the author's.
std::optional<std::string> IniLexer::reason_against_sign(std::string_view text,
                                                         const HostText& out) const {
  if (place_ == Place::comment || text.empty() || out.size() == 0) return std::nullopt;
  const char sign = out.view().back();
  if (!interpolates(sign, text[0])) return std::nullopt;
  return fmt::format(
      "`{}{}` would stand there, which Python's configparser takes for an interpolation", sign,
      text[0]);
}

std::vector<HostError> IniLexer::verify(std::string_view output) const {
  std::vector<HostError> errors;
  for (std::size_t begin = 0; begin < output.size();) {
    const std::size_t end = std::min(output.find('\n', begin), output.size());
    const std::string_view line = output.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t\r");
    const char c = first == std::string_view::npos ? '\0' : line[first];
    if (c == '=' || c == ':')
      errors.push_back({begin + first, "no key stands before this", {}, false});
    if (c == '[' && line.find(']', first) == std::string_view::npos)
      errors.push_back({begin + first, "no `]` ends the name of this section", {}, false});
    if (c == '[' && line.substr(first, 2) == "[]")
      errors.push_back({begin + first, "this section has no name", {}, false});
    begin = end + 1;
  }
  return errors;
}

}  // namespace keyplate::evaluate
