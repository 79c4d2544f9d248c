#include "runtime/evaluate/slots/http_plain.h"

#include <fmt/core.h>

#include "grammar/unicode.h"
#include "runtime/evaluate/slots/characters.h"

namespace keyplate::evaluate {

std::optional<std::string> find_not_line(std::string_view text) {
  for (const char c : text) {
    if (is_control(c))
      return fmt::format("it holds {}, and stands in a line of its own", kind_of_character(c));
  }
  return std::nullopt;
}

/// Clients drop blanks and quotes at the edges, and some read `\` as the begin of an escape.
std::optional<std::string> find_not_variable(std::string_view text, bool first) {
  if (auto bad = find_not_line(text)) return bad;
  const auto is_edge = [](char c) {
    return c == ' ' || c == '"' || c == '\'';
  };
  if (!text.empty() && ((first && is_edge(text.front())) || is_edge(text.back())))
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
