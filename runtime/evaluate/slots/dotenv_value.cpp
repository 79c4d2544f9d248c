#include "runtime/evaluate/slots/dotenv_value.h"

#include <fmt/core.h>

#include "grammar/lexical.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {
namespace {

std::string holds(char c, std::string_view why) {
  return fmt::format("it holds {}, {}", kind_of_character(c), why);
}

/// Of the byte at `i`, in single quotes.
std::optional<std::string> single_quotes_lack(std::string_view text, std::size_t i, char before) {
  const char c = text[i];
  const char last = i > 0 ? text[i - 1] : before;
  if (c == '\'') return holds(c, "which single quotes can't hold for every reader");
  if (c == '{' && last == '$')
    return "`${` would stand in single quotes, which python-dotenv expands";
  if (c == '\\' && last == '\\')
    return "two backslashes would stand side by side, which python-dotenv takes for one";
  if (c == '\\' && i + 1 == text.size())
    return "it ends in a backslash, which some readers take for an escape of what follows";
  return std::nullopt;
}

std::optional<std::string> double_quotes_lack(char c) {
  if (std::string_view("\"$`\\").find(c) == std::string_view::npos) return std::nullopt;
  return holds(c, "on which readers differ in double quotes");
}

/// Of what no quotes help with; moves to behind the character.
std::optional<std::string> readers_lack(std::string_view text, std::size_t& i) {
  const char c = text[i];
  if (c == '\r') return holds(c, "which some readers change");
  if (is_control(c) && c != '\n' && c != '\t') return holds(c, "which systemd doesn't take");
  const auto point = decode_utf8(text, i);
  if (!point) return "it is not UTF-8";
  const char32_t value = point->value;
  if ((value & 0xFFFE) == 0xFFFE || (value >= 0xFDD0 && value <= 0xFDEF))
    return "it holds a noncharacter of Unicode, which systemd doesn't take";
  i += point->size;
  return std::nullopt;
}

/// What holds `text`, which the quotes that it would stand in don't; see portable_refusal.
std::string_view portable_cure(std::string_view text, char quote) {
  const char other = portable_quote(text);
  if (quote != '\0' && other == quote) return "";  // it is what stands before it
  if (other == '"') return "; double quotes would hold it";
  if (other == '\'') return "; single quotes would hold it";
  if (text.find('\0') != std::string_view::npos) return "";
  const bool lines = text.find_first_of("\r\n") != std::string_view::npos;
  if (quote != '\0' || lines || find_invalid_utf8(text))
    return "; `[formats]` can call the file `dotenv:sh`";
  return "; `[formats]` can call the file `dotenv:sh` or `dotenv:docker`";
}

/// Of what no quotes hold.
std::string both_quotes_lack(std::string_view text) {
  const std::size_t at = text.find_first_of("\"$`\\");
  if (text.find('\'') != std::string_view::npos && at != std::string_view::npos)
    return fmt::format("it holds `'` and {}, and no quotes hold both for every reader",
                       kind_of_character(text[at]));
  return *portable_lacks(text, '\'', '\'');
}

std::optional<std::string> portable_comment_lacks(std::string_view comment) {
  for (std::size_t i = 0; i < comment.size();) {
    if (comment[i] == '\\')
      return holds('\\', "and systemd takes one at a line's end for more of a comment");
    const std::string_view separator = comment.substr(i, 3);
    if (separator == "\xE2\x80\xA8" || separator == "\xE2\x80\xA9")
      return "it holds a line separator, where a comment ends for some readers";
    if (auto reason = readers_lack(comment, i)) return reason;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> portable_lacks(std::string_view text, char quote, char before) {
  for (std::size_t i = 0; i < text.size();) {
    auto reason = quote == '"' ? double_quotes_lack(text[i]) : single_quotes_lack(text, i, before);
    if (!reason) reason = readers_lack(text, i);
    if (reason) return reason;
  }
  return std::nullopt;
}

char portable_quote(std::string_view text) {
  for (const char quote : {'\'', '"'})
    if (!portable_lacks(text, quote, quote)) return quote;
  return '\0';
}

std::optional<std::string> portable_refusal(std::string_view text, char quote, char before) {
  if (quote == '\0') return both_quotes_lack(text) += portable_cure(text, quote);
  auto reason = portable_lacks(text, quote, before);
  if (reason) *reason += portable_cure(text, quote);
  return reason;
}

void PrintedName::refuse(HostText& out) {
  if (island_)
    out.refuse(*island_, {"it stands where the name of a variable does, and no `=` follows"});
  island_.reset();
}

std::optional<Refusal> print_variable_name(const Value& value, bool begins, HostText& out,
                                           CallContext& context) {
  TextBuilder text;
  if (auto refusal = append_scalar(value, "the name of a variable", text, context)) return refusal;
  const std::string_view name = text.view();
  if (name.empty()) return Refusal{"it is empty, and stands for the name of a variable"};
  const std::size_t at = variable_name_set.find_other_in(name);
  if (at != std::string_view::npos)
    return Refusal{holds(name[at], "and the name of a variable can't")};
  if (begins && name == "_") return Refusal{"it is `_`, which shells set themselves"};
  if (begins && grammar::is_digit(name[0]))
    return Refusal{"it begins with a digit, and the name of a variable can't"};
  out.append(name);
  return std::nullopt;
}

std::optional<Refusal> print_dotenv_comment(const Value& value, bool portable, HostText& out,
                                            CallContext& context) {
  TextBuilder text;
  if (auto refusal = append_scalar(value, "a comment", text, context)) return refusal;
  const std::string_view comment = text.view();
  const std::size_t end = comment.find_first_of(std::string_view("\n\0", 2));
  if (end != std::string_view::npos) return Refusal{holds(comment[end], "and a comment can't")};
  if (portable && comment.empty() && out.view().back() == '\\')
    return Refusal{"it is empty, and the `\\` before it may go on with the comment"};
  if (portable)
    if (auto reason = portable_comment_lacks(comment)) return Refusal{std::move(*reason)};
  out.append(comment);
  return std::nullopt;
}

}  // namespace keyplate::evaluate
