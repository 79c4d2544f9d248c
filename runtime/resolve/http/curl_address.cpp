#include <fmt/core.h>

#include <charconv>
#include <memory>
#include <string>

#include "grammar/unicode.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/http/curl_library.h"
#include "runtime/resolve/http/refusal.h"
#include "runtime/resolve/http/transport.h"

namespace keyplate::resolve::http {
namespace {

constexpr std::string_view unix_scheme = "unix://";
constexpr std::size_t longest_socket_path = 107;  // of sockaddr_un

tl::unexpected<Failure> bad(std::string_view address, std::string_view why) {
  // What may hold a password or a token is not shown.
  const bool shown = address.find_first_of("@?") == std::string_view::npos;
  const std::string quoted = shown ? fmt::format(" `{}`", visible(address)) : std::string();
  return fail(ErrorKind::config_invalid, fmt::format("the address{} {}", quoted, why),
              "an address is like https://vault.example:8200");
}

/// A URL as libcurl understands it.
class Url {
 public:
  explicit Url(const Curl& curl) : curl_(curl), url_(curl.url(), curl.url_cleanup) {}

  bool parse(std::string_view address) {
    return curl_.url_set(url_.get(), CURLUPART_URL, std::string(address).c_str(),
                         CURLU_PATH_AS_IS) == CURLUE_OK;
  }
  /// Empty: it has none.
  std::string part(CURLUPart which, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_.url_get(url_.get(), which, &text, flags) != CURLUE_OK) return {};
    std::string copy = text;
    curl_.free(text);
    return copy;
  }

 private:
  const Curl& curl_;
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url_;
};

Outcome<Endpoint> parse_unix(std::string_view address) {
  const std::string path(address.substr(unix_scheme.size()));
  if (!path.starts_with('/')) return bad(address, "names no absolute path of a socket");
  if (path.size() > longest_socket_path) return bad(address, "has a path that is too long");
  for (const char c : path) {
    if (is_control(c)) return bad(address, "has a control character");
  }
  Endpoint endpoint;
  endpoint.origin = {"unix", path, 0};
  endpoint.unix_socket = path;
  return endpoint;
}

Outcome<std::uint16_t> parse_port(std::string_view address, const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0)
    return bad(address, "has a port that is none");
  return port;
}

}  // namespace

Outcome<Endpoint> parse_address(std::string_view address) {
  if (address.starts_with(unix_scheme)) return parse_unix(address);
  const Curl curl = TRY(load_curl());
  Url url(curl);
  // libcurl takes one slash or three for two.
  const std::size_t scheme_end = address.find("://");
  if (scheme_end == std::string_view::npos || address.substr(scheme_end + 3).starts_with('/') ||
      !(address.starts_with("https:") || address.starts_with("http:")))
    return bad(address, "doesn't begin with https:// or http:// and a host");
  if (!url.parse(address)) return bad(address, "is no URL");
  if (address.find('@') != std::string_view::npos || !url.part(CURLUPART_USER).empty())
    return bad(address, "has a user");
  if (address.find_first_of("?#") != std::string_view::npos)
    return bad(address, "has a query or a fragment");
  std::string host = url.part(CURLUPART_HOST);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  host = ascii_lower(host);
  if (!is_host(host) || !url.part(CURLUPART_ZONEID).empty())
    return bad(address, "has no host that is a name in ASCII or an IP address");
  std::string path = url.part(CURLUPART_PATH);
  while (path.ends_with('/')) path.pop_back();
  if (!path.empty() && !is_path(path)) return bad(address, "has a path that is not one");
  Endpoint endpoint;
  endpoint.origin.port = TRY(parse_port(address, url.part(CURLUPART_PORT, CURLU_DEFAULT_PORT)));
  endpoint.origin.scheme = url.part(CURLUPART_SCHEME);
  endpoint.origin.host = std::move(host);
  endpoint.base_path = std::move(path);
  return endpoint;
}

}  // namespace keyplate::resolve::http
