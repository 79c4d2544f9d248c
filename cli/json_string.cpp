#include "cli/json_string.h"

#include <fmt/core.h>

#include "grammar/unicode.h"

namespace keyplate::cli {

std::string json_string(std::string_view text) {
  const std::string safe = find_invalid_utf8(text) ? visible(text) : std::string(text);
  std::string out = "\"";
  for (const char c : safe) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out += '"';
}

}  // namespace keyplate::cli
