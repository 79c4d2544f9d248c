#include "runtime/resolve/http/curl_fault.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>

#include "grammar/unicode.h"
#include "runtime/resolve/http/fault.h"
#include "runtime/resolve/http/profile.h"
#include "runtime/resolve/http/proxy.h"

namespace keyplate::resolve::http {
namespace {

using std::chrono::milliseconds;

struct CodeRow {
  CURLcode code;
  Fault fault;
};
/// Those that always mean the same.
constexpr std::array code_rows = {
    CodeRow{CURLE_COULDNT_RESOLVE_HOST, Fault::host_unresolved},
    CodeRow{CURLE_COULDNT_RESOLVE_PROXY, Fault::proxy_unresolved},
    CodeRow{CURLE_COULDNT_CONNECT, Fault::unreachable},
    CodeRow{CURLE_SSL_CLIENTCERT, Fault::tls_wants_certificate},
    CodeRow{CURLE_SSL_CERTPROBLEM, Fault::tls_own_certificate},
    CodeRow{CURLE_SSL_CACERT_BADFILE, Fault::tls_authorities},
    CodeRow{CURLE_SSL_CIPHER, Fault::tls_failed},
    CodeRow{CURLE_SSL_ISSUER_ERROR, Fault::tls_failed},
    CodeRow{CURLE_GOT_NOTHING, Fault::closed_silently},
    CodeRow{CURLE_PARTIAL_FILE, Fault::cut_short},
    CodeRow{CURLE_HTTP2, Fault::stream_reset},
    CodeRow{CURLE_HTTP2_STREAM, Fault::stream_reset},
    CodeRow{CURLE_UNSUPPORTED_PROTOCOL, Fault::not_http},
    CodeRow{CURLE_WEIRD_SERVER_REPLY, Fault::not_http},
    CodeRow{CURLE_ABORTED_BY_CALLBACK, Fault::not_repeated},
};

struct PhraseRow {
  std::string_view words;
  Fault fault;
};
/// What only libcurl's words tell of a failed handshake.
constexpr std::array phrase_rows = {
    PhraseRow{"wrong version number", Fault::tls_not_spoken},
    PhraseRow{"packet length too long", Fault::tls_not_spoken},
    PhraseRow{"certificate required", Fault::tls_wants_certificate},
    PhraseRow{"alert bad certificate", Fault::tls_wants_certificate},
    PhraseRow{"alert certificate", Fault::tls_wants_certificate},
    PhraseRow{"alert unknown ca", Fault::tls_wants_certificate},
    PhraseRow{"SSL_ERROR_SYSCALL", Fault::handshake_broken},
    PhraseRow{"Connection reset", Fault::handshake_broken},
    PhraseRow{"unexpected eof", Fault::handshake_broken},
};

std::optional<Fault> told_by(std::string_view words) {
  for (const PhraseRow& row : phrase_rows) {
    if (words.find(row.words) != std::string_view::npos) return row.fault;
  }
  return std::nullopt;
}

/// What there is to say of one failed transfer.
class Inquiry {
 public:
  Inquiry(const Curl& curl, CURL* easy, const Endpoint& endpoint, const Ended& ended)
      : curl_(curl), easy_(easy), endpoint_(endpoint), ended_(ended) {}

  Fault fault() const;
  std::string detail(Fault fault) const;
  Step step() const;

 private:
  template <typename T>
  T get(CURLINFO info) const {
    return info_of<T>(curl_, easy_, info);
  }
  bool ends_at_proxy() const;
  Fault timed_out() const;
  Fault unverified() const;
  std::string system_words() const;
  std::string patience() const;
  std::string certificate_names() const;

  const Curl& curl_;
  CURL* easy_;
  const Endpoint& endpoint_;
  const Ended& ended_;
};

Step Inquiry::step() const {
  if (get<curl_off_t>(CURLINFO_STARTTRANSFER_TIME_T) > 0) return Step::reading;
  if (ended_.sent) return Step::waiting;
  if (get<long>(CURLINFO_LOCAL_PORT) > 0) return Step::handshake;
  return get<curl_off_t>(CURLINFO_NAMELOOKUP_TIME_T) > 0 ? Step::connecting : Step::resolving;
}

/// A connection may take less than all.
Fault Inquiry::timed_out() const {
  constexpr milliseconds tolerance(20);
  const bool all_spent = ended_.spent + tolerance >= ended_.allowed;
  return ended_.ends_with_run && all_spent ? Fault::deadline : Fault::slow;
}

/// A certificate that OpenSSL (X509_V_ERR_...) or libcurl, which compares names, doesn't accept.
Fault Inquiry::unverified() const {
  constexpr long not_yet_valid = 9, expired = 10, other_name = 62;
  const long verdict = get<long>(CURLINFO_SSL_VERIFYRESULT);
  if (verdict == not_yet_valid) return Fault::tls_not_yet_valid;
  if (verdict == expired) return Fault::tls_expired;
  const bool named_otherwise =
      verdict == other_name || ended_.words.find("target host") != std::string_view::npos;
  return named_otherwise ? Fault::tls_wrong_name : Fault::tls_untrusted;
}

/// Before anything that the server itself could have said.
bool Inquiry::ends_at_proxy() const {
  const CURLcode code = ended_.code;
  const bool connecting = code == CURLE_COULDNT_CONNECT || code == CURLE_RECV_ERROR ||
                          code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING;
  return connecting && !ended_.sent && !proxy_for(endpoint_).empty();
}

Fault Inquiry::fault() const {
  if (ended_.excess == Answer::Excess::body) return Fault::body_too_large;
  if (ended_.excess == Answer::Excess::headers) return Fault::headers_too_large;
  if (ended_.excess == Answer::Excess::together) return Fault::bodies_too_large;
  if (get<long>(CURLINFO_HTTP_CONNECTCODE) >= 300) return Fault::proxy_refused;
  const CURLcode code = ended_.code;
  if (ends_at_proxy()) return Fault::proxy_unreachable;
  const auto row = std::find_if(code_rows.begin(), code_rows.end(),
                                [&](const CodeRow& one) { return one.code == code; });
  if (row != code_rows.end()) return row->fault;
  if (code == CURLE_OPERATION_TIMEDOUT) return timed_out();
  if (code == CURLE_PEER_FAILED_VERIFICATION) return unverified();
  if (code == CURLE_SSL_CONNECT_ERROR) return told_by(ended_.words).value_or(Fault::tls_failed);
  if (code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR) return Fault::other;
  // In TLS 1.3 a server says what it thinks of a certificate only after the handshake.
  if (told_by(ended_.words) == Fault::tls_wants_certificate) return Fault::tls_wants_certificate;
  // What it says is lost where our request has come too late for it.
  const bool unanswered = step() == Step::waiting && !endpoint_.trust.certificate.empty();
  return unanswered ? Fault::broken_with_certificate : Fault::broken;
}

std::string Inquiry::detail(Fault fault) const {
  switch (fault) {
    case Fault::proxy_refused:
      return fmt::format("{}", get<long>(CURLINFO_HTTP_CONNECTCODE));
    case Fault::proxy_unreachable:
    case Fault::unreachable:
      return system_words();
    case Fault::slow:
      return patience();
    case Fault::tls_wrong_name:
      return certificate_names();
    case Fault::body_too_large:
      return fmt::format("{} KiB", limits_of(endpoint_.profile).body >> 10);
    case Fault::bodies_too_large:
      return fmt::format("{} MiB", most_held >> 20);
    case Fault::other:
      return curl_.easy_strerror(ended_.code);
    default:
      return {};
  }
}

std::string Inquiry::system_words() const {
  const long error = get<long>(CURLINFO_OS_ERRNO);
  if (error == 0 || ended_.code != CURLE_COULDNT_CONNECT) return {};
  const char* const words = ::strerrordesc_np(static_cast<int>(error));
  return words ? std::string(": ") + words : std::string();
}

/// How long was waited.
std::string Inquiry::patience() const {
  const milliseconds connect = limits_of(endpoint_.profile).connect;
  const milliseconds limit =
      step() < Step::waiting ? std::min(connect, ended_.allowed) : ended_.allowed;
  return fmt::format("{:g} s", std::chrono::duration<double>(limit).count());
}

/// `: DNS:a.example, DNS:b.example`, of the server's own certificate.
std::string Inquiry::certificate_names() const {
  constexpr std::string_view label = "X509v3 Subject Alternative Name:";
  constexpr std::size_t most_shown = 200;
  const auto* const all = get<curl_certinfo*>(CURLINFO_CERTINFO);
  if (!all || all->num_of_certs < 1) return {};
  for (const curl_slist* line = all->certinfo[0]; line; line = line->next) {
    const std::string_view text = line->data;
    if (text.starts_with(label)) return ": " + visible(text.substr(label.size(), most_shown));
  }
  return {};
}

}  // namespace

Trouble trouble_of(const Curl& curl, CURL* easy, const Endpoint& endpoint, const Ended& ended) {
  const Inquiry inquiry(curl, easy, endpoint, ended);
  const Fault fault = inquiry.fault();
  Seen seen;
  seen.host = visible(endpoint.origin.authority());
  seen.proxy = visible(proxy_name(endpoint.proxy.url));
  seen.detail = inquiry.detail(fault);
  seen.step = inquiry.step();
  seen.sent = ended.sent;
  if (!endpoint.trust.ca_variable.empty()) seen.authorities += " or " + endpoint.trust.ca_variable;
  return trouble_of(fault, seen);
}

}  // namespace keyplate::resolve::http
