#pragma once
// HTTP as providers speak it: where a request may go, what it says, and what came back. A request
// has no URL of its own: it names an endpoint and a path beneath it, so nothing that a server or a
// template says can send a credential elsewhere. Plain structs; no socket.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve::http {

/// RFC 6454: scheme, host and port, as parsed. The host is in lower case, without brackets. Of a
/// socket in the file system the scheme is `unix`, its path the host, and there is no port.
struct Origin {
  std::string scheme;
  std::string host;
  std::uint16_t port = 0;

  /// `host:8200` or `[::1]:8200`, the port left out where it is the scheme's own; for people.
  std::string authority() const;
  std::string text() const;  ///< `https://host:8200`
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// 127.0.0.0/8, ::1 or `localhost`: never by part of a name.
bool is_loopback(std::string_view host);

/// The profiles of providers.md 1.1: protocols, proxies, times and the most that an answer may
/// hold.
enum class Profile : std::uint8_t {
  public_service,  ///< https only; connect 5 s, 30 s, 4 MiB
  server,          ///< one that the user runs; http only where allowed; connect 5 s, 60 s, 32 MiB
  metadata,        ///< of the machine itself; never by a proxy; connect 1 s, 5 s, 64 KiB
};

/// What a connection trusts and shows. All empty: the system's certificates, no client certificate.
struct Trust {
  std::string ca_file;      ///< PEM; nothing else is trusted then
  std::string ca_folder;    ///< as `openssl rehash` leaves it
  std::string ca_pem;       ///< the certificates themselves
  std::string server_name;  ///< to ask for and to verify instead of the host
  std::string certificate;  ///< path of the client certificate's PEM
  std::string key;          ///< path of its key's PEM
  std::string ca_variable;  ///< the provider's own beside `ca_file`, for hints: `VAULT_CACERT`
};

/// The proxy that was chosen (proxy.h); never used where `must_be_direct` says so.
struct Proxy {
  std::string url;         ///< `http://proxy:3128`; may hold a user and password: never shown
  std::string exceptions;  ///< as in `no_proxy`
};

struct Endpoint {
  Origin origin;
  std::string base_path;    ///< empty, or `/prefix`, already encoded, without a slash at its end
  std::string unix_socket;  ///< the socket's path, when the address is `unix://...`
  Profile profile = Profile::public_service;
  bool allow_http = false;  ///< the user's configuration names the host, beside loopback
  Trust trust;
  Proxy proxy;
};

struct Header {
  std::string name;
  Secret value;
};

struct Request {
  std::shared_ptr<const Endpoint> endpoint;
  std::string method = "GET";
  std::string
      path;  ///< starts with a slash, each segment encoded; may have a query without secrets
  std::vector<Header> headers;
  std::optional<Secret> body;
  /// Whose credential the headers or the body carry. One for another origin than the endpoint's is
  /// refused before anything is sent.
  std::optional<Origin> credential_origin;
  /// Sent once at most. Any other is sent again when a connection that was kept open turns out to
  /// be closed, though the server may have had it.
  bool single_use = false;
  std::chrono::milliseconds most_time{0};  ///< for this attempt; 0: as the profile says
};

struct Response {
  int status = 0;
  bool http2 = false;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  Secret body;

  /// The first of that name, which is in lower case; null: none.
  const std::string* header(std::string_view name) const;
};

/// No answer, or none that may be used.
struct Trouble {
  Failure failure;       ///< names the host, never a URL
  bool sent = true;      ///< a byte of the request may have reached the server
  bool passing = false;  ///< another attempt may go better
};

using Result = tl::expected<Response, Trouble>;

/// Percent-encodes all but unreserved characters (RFC 3986, 2.3): for one segment or query value.
std::string encode_segment(std::string_view text);
/// Each segment of a path; slashes stay. REQUIRES: no segment is `.` or `..`.
std::string encode_path(std::string_view path);

}  // namespace keyplate::resolve::http
