#include "runtime/resolve/json_object.h"

#include <algorithm>

#include "grammar/unicode.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::resolve {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t longest_escape = 6;

void append_string(protocol::WipedString& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (is_control(c)) {
      const auto byte = static_cast<unsigned char>(c);
      out.append("\\u00").append({hex_digits[byte >> 4], hex_digits[byte & 15]});
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace

Secret json_object(std::initializer_list<JsonMember> members) {
  std::size_t most = protocol::beyond_small_string;
  for (const JsonMember& member : members)
    most += member.name.size() + longest_escape * (member.value ? member.value->size() : 0) + 6;
  protocol::WipedString out;
  out.reserve(most);
  out += '{';
  for (const JsonMember& member : members) {
    if (!member.value) continue;
    if (out.size() > 1) out += ',';
    append_string(out, member.name);
    out += ':';
    append_string(out, *member.value);
  }
  out += '}';
  return Secret(std::string_view(out));
}

}  // namespace keyplate::resolve
