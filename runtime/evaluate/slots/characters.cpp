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

}  // namespace keyplate::evaluate
