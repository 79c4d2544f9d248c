#include "runtime/resolve/http/message.h"

#include <fmt/core.h>

#include <algorithm>

#include "runtime/resolve/http/ip_address.h"

namespace keyplate::resolve::http {
namespace {

std::uint16_t usual_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string Origin::authority() const {
  if (scheme == "unix") return host;
  std::string shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != usual_port(scheme)) shown += fmt::format(":{}", port);
  return shown;
}

std::string Origin::text() const {
  return scheme + "://" + authority();
}

bool is_loopback(std::string_view host) {
  const auto address = parse_ip_address(host);
  if (!address) return host == "localhost";
  return is_within(*address, "127.0.0.0/8") || is_within(*address, "::1");
}

const std::string* Response::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return header.first == name; });
  return found == headers.end() ? nullptr : &found->second;
}

std::string encode_segment(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string encode_path(std::string_view path) {
  std::string encoded;
  for (;;) {
    const std::size_t slash = path.find('/');
    encoded += encode_segment(path.substr(0, slash));
    if (slash == std::string_view::npos) return encoded;
    encoded += '/';
    path.remove_prefix(slash + 1);
  }
}

}  // namespace keyplate::resolve::http
