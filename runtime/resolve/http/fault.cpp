#include "runtime/resolve/http/fault.h"

#include <fmt/core.h>

#include <array>

namespace keyplate::resolve::http {
namespace {

struct Row {
  Fault fault;
  ErrorKind kind;
  bool may_be_sent;
  bool passing;
  /// {0} the host, {1} the proxy, {2} the settings of trust, {3} the detail, {4} what was to come
  const char* text;
  const char* hint;
};

constexpr bool maybe = true, never = false;
constexpr bool passing = true, lasting = false;

// clang-format off
constexpr std::array<Row, fault_count> rows = {{
    {Fault::host_unresolved, ErrorKind::network, never, passing,
     "the name of `{0}` can't be resolved", "check its spelling, and this machine's DNS"},
    {Fault::proxy_unresolved, ErrorKind::network, never, passing,
     "the name of the proxy `{1}` can't be resolved", "check `proxy` of your configuration, or the variables of the environment that name one"},
    {Fault::proxy_refused, ErrorKind::network, never, lasting,
     "the proxy `{1}` refuses to connect to `{0}` (status {3})", "407 asks for a user and a password in the proxy's address; name the host in `no_proxy` if it is to be reached directly"},
    {Fault::proxy_unreachable, ErrorKind::network, never, passing,
     "`{0}` can't be reached through the proxy `{1}`{3}", "check the proxy's address; name the host in `no_proxy` if it is to be reached directly"},
    {Fault::unreachable, ErrorKind::network, never, passing,
     "`{0}` can't be reached{3}", "check the address, and that the server runs"},
    {Fault::deadline, ErrorKind::timeout, maybe, lasting,
     "the time was over before {4}", "`--timeout` gives the whole run more, `timeout` a read of the vault"},
    {Fault::slow, ErrorKind::network, maybe, passing,
     "the limit of {3} was over before {4}", "try again; if it stays so, see how the server does"},
    {Fault::handshake_broken, ErrorKind::network, never, passing,
     "`{0}` broke off the TLS handshake", "check that the address is that of a server that speaks TLS"},
    {Fault::tls_untrusted, ErrorKind::tls, never, lasting,
     "the certificate of `{0}` is from no authority that is trusted", "name its authority's certificate with {2}"},
    {Fault::tls_expired, ErrorKind::tls, never, lasting,
     "the certificate of `{0}` has expired", "have it renewed; if it is good, this machine's clock is wrong"},
    {Fault::tls_not_yet_valid, ErrorKind::tls, never, lasting,
     "the certificate of `{0}` is not valid yet", "check this machine's clock"},
    {Fault::tls_wrong_name, ErrorKind::tls, never, lasting,
     "the certificate of `{0}` is for another host{3}", "use a name that it has in the address"},
    {Fault::tls_not_spoken, ErrorKind::tls, never, lasting,
     "`{0}` doesn't speak TLS", "check the port; a server without TLS has an address with http://"},
    {Fault::tls_wants_certificate, ErrorKind::tls, maybe, lasting,
     "`{0}` doesn't accept the client certificate, or wants one", "check the vault's client certificate and its authority"},
    {Fault::tls_own_certificate, ErrorKind::tls, never, lasting,
     "the client certificate for `{0}` or its key can't be used", "both are PEM files, the key without a passphrase and that of the certificate"},
    {Fault::tls_authorities, ErrorKind::tls, never, lasting,
     "the certificates to trust for `{0}` can't be used", "{2} names a PEM file of certificates"},
    {Fault::tls_failed, ErrorKind::tls, never, lasting,
     "TLS with `{0}` failed", "the server must speak TLS 1.2 or later"},
    {Fault::closed_silently, ErrorKind::network, maybe, passing,
     "`{0}` closed the connection without an answer", "try again; if it stays so, look at what stands between: a proxy, a load balancer"},
    {Fault::broken, ErrorKind::network, maybe, passing,
     "the connection to `{0}` broke", "try again; if it stays so, look at what stands between: a proxy, a load balancer"},
    {Fault::broken_with_certificate, ErrorKind::network, maybe, passing,
     "the connection to `{0}` broke before there was an answer, as one does whose client certificate isn't accepted",
     "check the vault's client certificate and its authority; if they are right, look at what stands between: a proxy, a load balancer"},
    {Fault::cut_short, ErrorKind::network, maybe, passing,
     "the answer of `{0}` was cut short", "try again; if it stays so, look at what stands between: a proxy, a load balancer"},
    {Fault::stream_reset, ErrorKind::network, maybe, passing,
     "`{0}` broke off the HTTP/2 exchange", "try again; if it stays so, look at what stands between: a proxy, a load balancer"},
    {Fault::not_http, ErrorKind::protocol, maybe, lasting,
     "`{0}` doesn't answer in HTTP", "check the port"},
    {Fault::body_too_large, ErrorKind::protocol, maybe, lasting,
     "the answer of `{0}` has more than {3}", "no secret is that large; check the address, and what stands there"},
    {Fault::headers_too_large, ErrorKind::protocol, maybe, lasting,
     "the answer of `{0}` has too many headers", "check the address, and what stands there"},
    {Fault::bodies_too_large, ErrorKind::protocol, maybe, lasting,
     "the answer of `{0}` and those that came at the same time have more than {3}", "no secrets are that large; check the address, and what stands there"},
    {Fault::not_repeated, ErrorKind::network, maybe, lasting,
     "the connection to `{0}` was lost, and a request that counts only once may have been used up", "it was not sent again; see on the server whether it arrived before you try again"},
    {Fault::other, ErrorKind::network, maybe, lasting,
     "the request to `{0}` failed: {3}", ""},
}};
// clang-format on

constexpr bool in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].fault != static_cast<Fault>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "a row for each fault, in their order");

/// The end of "before ...".
std::string next_of(Step step, const std::string& host) {
  constexpr std::array<const char*, 5> texts = {"there was a connection to `{}`",
                                                "`{}` was connected", "TLS with `{}` was agreed",
                                                "`{}` answered", "the answer of `{}` was complete"};
  return fmt::format(fmt::runtime(texts[static_cast<std::size_t>(step)]), host);
}

std::string fill(const char* text, const Seen& seen) {
  return fmt::format(fmt::runtime(text), seen.host, seen.proxy, seen.authorities, seen.detail,
                     next_of(seen.step, seen.host));
}

}  // namespace

Trouble trouble_of(Fault fault, const Seen& seen) {
  const Row& row = rows[static_cast<std::size_t>(fault)];
  return {{row.kind, fill(row.text, seen), fill(row.hint, seen)},
          row.may_be_sent && seen.sent,
          row.passing};
}

}  // namespace keyplate::resolve::http
