#include "runtime/evaluate/slots/characters.h"

#include <fmt/core.h>

#include "grammar/unicode.h"

namespace keyplate::evaluate {

std::string kind_of_character(char c) {
  switch (c) {
    case ' ':
      return "a space";
    case '\n':
      return "a line break";
    case '\r':
      return "a carriage return";
    case '\t':
      return "a tab";
    default:
      break;
  }
  if (is_control(c)) return "a control character";
  if (static_cast<unsigned char>(c) >= 0x80) return "a character that is not ASCII";
  return fmt::format("`{}`", c);
}

std::size_t find_line_separator(std::string_view text) {
  const std::string_view ls_or_ps = "\xE2\x80";
  std::size_t at = text.find(ls_or_ps);
  while (at != std::string_view::npos && text.substr(at + 2, 1) != "\xA8" &&
         text.substr(at + 2, 1) != "\xA9")
    at = text.find(ls_or_ps, at + 2);
  return at;
}

}  // namespace keyplate::evaluate
