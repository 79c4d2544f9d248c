#pragma once
// What can go wrong between here and an answer, and how it is told: one row each, with its kind,
// whether another attempt may go better, what to say and what to do. Pure.

#include <cstdint>
#include <string>

#include "runtime/resolve/http/message.h"

namespace keyplate::resolve::http {

enum class Fault : std::uint8_t {
  host_unresolved,
  proxy_unresolved,
  proxy_refused,      ///< detail: its status
  proxy_unreachable,  ///< detail: the system's words
  unreachable,        ///< detail: the system's words
  deadline,           ///< the run's, or that of a read
  slow,               ///< the profile's time is over; detail: the time
  handshake_broken,
  tls_untrusted,
  tls_expired,
  tls_not_yet_valid,
  tls_wrong_name,  ///< detail: the names that the certificate has
  tls_not_spoken,
  tls_wants_certificate,
  tls_own_certificate,
  tls_authorities,
  tls_failed,
  closed_silently,
  broken,
  broken_with_certificate,  ///< before an answer, where we have shown a certificate
  cut_short,
  stream_reset,
  not_http,
  body_too_large,  ///< detail: the limit
  headers_too_large,
  bodies_too_large,  ///< detail: the limit of all answers together
  not_repeated,
  other,  ///< detail: the library's words
};
inline constexpr std::size_t fault_count = 28;

/// How far a request has come.
enum class Step : std::uint8_t { resolving, connecting, handshake, waiting, reading };

/// What was seen of it, fit to be shown.
struct Seen {
  std::string host;
  std::string proxy;
  std::string authorities = "`ca_file`";  ///< the settings that name whom to trust
  std::string detail;
  Step step = Step::waiting;
  bool sent = true;  ///< a byte of the request may have left
};

Trouble trouble_of(Fault fault, const Seen& seen);

}  // namespace keyplate::resolve::http
