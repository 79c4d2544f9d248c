#include "runtime/resolve/http/refusal.h"

#include <fmt/core.h>

#include <algorithm>

#include "grammar/unicode.h"
#include "runtime/resolve/http/ip_address.h"

namespace keyplate::resolve::http {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
  });
}

/// `.` or `..`, which servers and proxies take out of a path, in either spelling.
bool is_dots(std::string_view segment) {
  std::size_t dots = 0;
  for (; !segment.empty(); ++dots) {
    const bool encoded = segment.starts_with("%2e") || segment.starts_with("%2E");
    if (!encoded && segment.front() != '.') return false;
    segment.remove_prefix(encoded ? 3 : 1);
  }
  return dots == 1 || dots == 2;
}

Failure our_mistake(std::string what) {
  return {ErrorKind::protocol, std::move(what), {}};
}

std::optional<Failure> refuse_origin(const Request& request) {
  const Endpoint& endpoint = *request.endpoint;
  const Origin& origin = endpoint.origin;
  if (request.credential_origin && *request.credential_origin != origin) {
    return Failure{ErrorKind::integrity,
                   fmt::format("a credential for `{}` is not sent to `{}`",
                               visible(request.credential_origin->text()), visible(origin.text())),
                   {}};
  }
  if (origin.scheme == "unix") {
    if (endpoint.unix_socket.empty()) return our_mistake("a unix socket without a path");
    return std::nullopt;
  }
  if (!is_host(origin.host) || origin.port == 0)
    return our_mistake(fmt::format("`{}` is no host", visible(origin.host)));
  const std::string& server_name = endpoint.trust.server_name;
  if (!server_name.empty() && !is_host(server_name))
    return Failure{ErrorKind::config_invalid,
                   fmt::format("`{}` is no name of a server", visible(server_name)),
                   {}};
  if (origin.scheme == "https") return std::nullopt;
  if (origin.scheme != "http")
    return our_mistake(fmt::format("`{}` is neither http nor https", visible(origin.scheme)));
  if (endpoint.allow_http || endpoint.profile == Profile::metadata || is_loopback(origin.host))
    return std::nullopt;
  return Failure{
      ErrorKind::config_invalid,
      fmt::format("`{}` would be spoken to without encryption", visible(origin.authority())),
      "use https, or list the host in `allow_http` of your own configuration"};
}

std::optional<Failure> refuse_header(const Header& header) {
  if (!is_token(header.name))
    return our_mistake(fmt::format("`{}` is no header's name", visible(header.name)));
  const std::string_view value = header.value.reveal();
  if (std::none_of(value.begin(), value.end(), is_control)) return std::nullopt;
  return Failure{ErrorKind::config_invalid,
                 fmt::format("what the header `{}` is to say has a line break or another control "
                             "character in it",
                             header.name),
                 "look at where it comes from; it is not shown"};
}

}  // namespace

bool is_host(std::string_view host) {
  if (parse_ip_address(host)) return true;
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (is_letter_or_digit(c) && !(c >= 'A' && c <= 'Z')) || c == '-' || c == '.' || c == '_';
  });
}

bool is_path(std::string_view path) {
  if (!path.starts_with('/')) return false;
  const bool printable = std::all_of(path.begin(), path.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != '#' && c != '\\';
  });
  if (!printable) return false;
  path = path.substr(0, path.find('?'));
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (is_dots(path.substr(0, slash))) return false;
    path.remove_prefix(slash);
  }
  return true;
}

std::optional<Failure> refusal_of(const Request& request) {
  if (!request.endpoint) return our_mistake("a request to nowhere");
  if (auto refused = refuse_origin(request)) return refused;
  const std::string& base = request.endpoint->base_path;
  if (!is_path(request.path) || (!base.empty() && !is_path(base)))
    return our_mistake("a path that could mean another");
  if (!std::all_of(request.method.begin(), request.method.end(),
                   [](char c) { return c >= 'A' && c <= 'Z'; }) ||
      request.method.empty())
    return our_mistake(fmt::format("`{}` is no method", visible(request.method)));
  for (const Header& header : request.headers) {
    if (auto refused = refuse_header(header)) return refused;
  }
  return std::nullopt;
}

}  // namespace keyplate::resolve::http
