#include "runtime/evaluate/slots/http_plain.h"

#include <fmt/core.h>

#include <algorithm>

#include "grammar/unicode.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate {
namespace {

/// U+2028 and U+2029, where JavaScript's `^` and `$` find a line's begin and end.
std::optional<std::string> find_separator(std::string_view text) {
  if (find_line_separator(text) != std::string_view::npos)
    return "it holds a line separator, which clients take for a line's end";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_not_line(std::string_view text) {
  for (const char c : text) {
    if (is_control(c))
      return fmt::format("it holds {}, and stands in a line of its own", kind_of_character(c));
  }
  return find_separator(text);
}

std::optional<std::string> find_not_text(std::string_view text) {
  for (const char c : text) {
    if (is_control(c) && c != '\t' && c != '\n')
      return fmt::format("it holds {}, which clients drop or send differently",
                         kind_of_character(c));
  }
  return find_separator(text);
}

bool begins_with_other_space(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
  return trim_front(text.substr(0, text.find('\n'))).size() !=
         text.substr(0, text.find('\n')).size();
}

/// Clients drop blanks and quotes at the edges, and some read `\` as the begin of an escape.
std::optional<std::string> find_not_variable(std::string_view text, bool first) {
  if (auto bad = find_not_line(text)) return bad;
  const auto is_quote = [](char c) {
    return c == '"' || c == '\'';
  };
  const bool begins = first && trim_front(text).size() != text.size();
  const bool ends = trim_back(text).size() != text.size();
  if (begins || ends ||
      (!text.empty() && ((first && is_quote(text.front())) || is_quote(text.back()))))
    return "it begins or ends with a blank or quote, which clients drop from a variable";
  if (text.find('\\') != std::string_view::npos)
    return "it holds `\\`, which some clients read as an escape in a variable";
  return std::nullopt;
}

std::optional<std::string> find_not_file(std::string_view text, bool secret) {
  constexpr ByteSet of_files("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (of_files.has(text[i]) || (text[i] == '/' && !secret)) continue;
    return fmt::format("it holds {}, and stands in the name of a file", kind_of_character(text[i]));
  }
  if (text.find("..") != std::string_view::npos)
    return "it holds `..`, and stands in the name of a file";
  return std::nullopt;
}

bool opens_expression(std::string_view output, std::size_t begin) {
  for (std::size_t i = begin > 0 ? begin - 1 : 0; i + 1 < output.size(); ++i)
    if (output[i] == '{' && (output[i + 1] == '{' || output[i + 1] == '%')) return true;
  return false;
}

}  // namespace keyplate::evaluate
