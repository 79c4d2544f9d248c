#include "runtime/evaluate/bytes.h"

#include <optional>

#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {
namespace {

constexpr std::string_view lower_hex = "0123456789abcdef";
constexpr std::string_view upper_hex = "0123456789ABCDEF";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

/// One to three bytes as four digits.
void append_base64_group(std::string_view bytes, Base64 alphabet, TextBuilder& out) {
  const std::string_view digits = alphabet == Base64::url ? base64url_digits : base64_digits;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 3; ++i)
    bits = (bits << 8) | (i < bytes.size() ? byte_at(bytes, i) : 0u);
  for (std::size_t i = 0; i < 4; ++i) {
    if (i <= bytes.size())
      out.push_back(digits[(bits >> (18 - 6 * i)) & 63]);
    else if (alphabet == Base64::plain)
      out.push_back('=');
  }
}

/// The value of a digit of base64 or base64url; nothing for any other character.
std::optional<std::uint32_t> base64_value(char c) {
  if (c == '-') c = '+';
  if (c == '_') c = '/';
  const std::size_t value = base64_digits.find(c);
  if (value == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

bool is_ascii_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::optional<std::uint32_t> hex_value(char c) {
  if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  const std::size_t value = lower_hex.find(c);
  if (value == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

}  // namespace

void append_hex(std::uint8_t byte, TextBuilder& out, HexCase letters) {
  const std::string_view digits = letters == HexCase::upper ? upper_hex : lower_hex;
  out.push_back(digits[byte >> 4]);
  out.push_back(digits[byte & 15]);
}

bool append_hex_decoded(std::string_view text, TextBuilder& out) {
  if (text.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = hex_value(text[i]);
    const auto low = hex_value(text[i + 1]);
    if (!high || !low) return false;
    out.push_back(static_cast<char>(*high << 4 | *low));
  }
  return true;
}

void append_base64(std::string_view bytes, TextBuilder& out, Base64 alphabet) {
  for (std::size_t i = 0; i < bytes.size(); i += 3)
    append_base64_group(bytes.substr(i, 3), alphabet, out);
}

bool append_base64_decoded(std::string_view text, TextBuilder& out) {
  std::uint32_t bits = 0;
  std::size_t count = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (is_ascii_space(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const auto value = base64_value(c);
    if (!value || padding > 0) return false;
    bits = (bits << 6) | *value;
    const std::size_t place = count++ % 4;
    if (place > 0) out.push_back(static_cast<char>((bits >> (6 - 2 * place)) & 0xFF));
  }
  return count % 4 != 1 && (padding == 0 || (padding <= 2 && (count + padding) % 4 == 0));
}

}  // namespace keyplate::evaluate
