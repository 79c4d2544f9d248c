#include "lsp/uri.h"

#include <fmt/core.h>
#include <strings.h>

namespace keyplate::lsp {
namespace {

constexpr std::string_view scheme = "file:";

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Nothing after a broken escape, or one that stands for a NUL.
std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      plain += text[at];
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const int high = digit_of(text[at + 1]);
    const int low = digit_of(text[at + 2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    plain += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return plain;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::optional<std::string> path_of(std::string_view uri) {
  if (uri.size() < scheme.size() || strncasecmp(uri.data(), scheme.data(), scheme.size()) != 0)
    return std::nullopt;
  uri.remove_prefix(scheme.size());
  if (uri.starts_with("//")) {
    uri.remove_prefix(2);
    if (uri.starts_with("localhost/")) uri.remove_prefix(std::string_view("localhost").size());
  }
  uri = uri.substr(0, uri.find_first_of("?#"));
  if (!uri.starts_with('/') || uri.find('\0') != std::string_view::npos) return std::nullopt;
  return decoded(uri);
}

std::string uri_of(std::string_view path) {
  std::string uri = "file://";
  for (const char c : path) {
    if (is_unreserved(c) || c == '/') {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return uri;
}

}  // namespace keyplate::lsp
