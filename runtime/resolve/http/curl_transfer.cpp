#include "runtime/resolve/http/curl_transfer.h"

#include <fmt/core.h>
#include <strings.h>

#include <algorithm>
#include <utility>

#include "runtime/protocol/wiping_allocator.h"
#include "runtime/resolve/http/curl_fault.h"
#include "runtime/resolve/http/profile.h"
#include "runtime/resolve/http/proxy.h"

namespace keyplate::resolve::http {

namespace {

using std::chrono::milliseconds;

constexpr const char* system_authorities = "/etc/ssl/certs";

milliseconds most_time(const Request& request) {
  const milliseconds total = limits_of(request.endpoint->profile).total;
  return request.most_time.count() > 0 ? std::min(total, request.most_time) : total;
}

}  // namespace

Transfer::Transfer(const Curl& curl, CURL* easy, Transport::Id id, const Request& request,
                   milliseconds timeout, std::size_t& held)
    : curl_(curl),
      easy_(easy),
      id_(id),
      endpoint_(request.endpoint),
      allowed_(std::max(milliseconds(1), std::min(timeout, most_time(request)))),
      ends_with_run_(timeout < most_time(request)),
      single_use_(request.single_use),
      answer_(limits_of(endpoint_->profile).body, held) {
  if (request.body) body_ = request.body->clone();
}

Transfer::~Transfer() {
  curl_.slist_free_all(headers_);
  curl_.slist_free_all(connect_to_);
}

bool Transfer::prepare(const Request& request) {
  curl_.easy_reset(easy_);
  set_rules();
  set_route(request);
  set_proxy();
  set_trust();
  set_headers(request);
  set_content(request);
  set_callbacks();
  return all_taken_;
}

void Transfer::append(curl_slist*& list, const char* line) {
  curl_slist* const longer = curl_.slist_append(list, line);
  all_taken_ = all_taken_ && longer;
  if (longer) list = longer;
}

/// What holds for every request (providers.md 1.1, S1 to S6).
void Transfer::set_rules() {
  set(CURLOPT_NOSIGNAL, 1);
  set(CURLOPT_PATH_AS_IS, 1);
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1);
  set(CURLOPT_DEFAULT_PROTOCOL, "https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_UNRESTRICTED_AUTH, 0L);
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1);
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1);
  set(CURLOPT_SSL_VERIFYHOST, 2);
  set(CURLOPT_CERTINFO, 1);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_PIPEWAIT, 1);
  set(CURLOPT_TCP_NODELAY, 1);
  set(CURLOPT_ACCEPT_ENCODING, nullptr);
  set(CURLOPT_USERAGENT, "keyplate/" KEYPLATE_VERSION);
  // One that waits for names to be looked up must not hold up the end; since 7.87.
  curl_.easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
}

void Transfer::set_route(const Request& request) {
  const Origin& origin = endpoint_->origin;
  const Trust& trust = endpoint_->trust;
  const bool unix = origin.scheme == "unix";
  set(CURLOPT_PROTOCOLS_STR, origin.scheme == "https" ? "https" : "http");
  Origin named = unix ? Origin{"http", "localhost", 80} : origin;
  if (!trust.server_name.empty() && !unix) {
    named.host = trust.server_name;
    const bool v6 = origin.host.find(':') != std::string::npos;
    const std::string target = v6 ? "[" + origin.host + "]" : origin.host;
    append(connect_to_, fmt::format("::{}:{}", target, origin.port).c_str());
    taken(curl_.easy_setopt(easy_, CURLOPT_CONNECT_TO, connect_to_));
  }
  set(CURLOPT_URL, named.text() + endpoint_->base_path + request.path);
  set(CURLOPT_UNIX_SOCKET_PATH, endpoint_->unix_socket);
  set(CURLOPT_CONNECTTIMEOUT_MS, limits_of(endpoint_->profile).connect.count());
  set(CURLOPT_TIMEOUT_MS, allowed_.count());
}

void Transfer::set_proxy() {
  const std::string proxy(proxy_for(*endpoint_));
  // Empty, not null: libcurl would look into the environment.
  set(CURLOPT_PROXY, proxy.c_str());
  set(CURLOPT_NOPROXY, proxy.empty() ? "*" : "");
  if (proxy.empty()) return;
  set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_PROXY_CAINFO, nullptr);
  set(CURLOPT_PROXY_CAPATH, system_authorities);
}

/// A bundle goes without a folder: only then does libcurl keep what it has read of it.
void Transfer::set_trust() {
  const Trust& trust = endpoint_->trust;
  const bool chosen = !(trust.ca_file.empty() && trust.ca_folder.empty() && trust.ca_pem.empty());
  set(CURLOPT_CAINFO, trust.ca_file);
  set(CURLOPT_CAPATH, chosen ? trust.ca_folder : system_authorities);
  if (!trust.ca_pem.empty()) {
    curl_blob pem{const_cast<char*>(trust.ca_pem.data()), trust.ca_pem.size(), CURL_BLOB_NOCOPY};
    taken(curl_.easy_setopt(easy_, CURLOPT_CAINFO_BLOB, &pem));
  }
  set(CURLOPT_SSLCERT, trust.certificate);
  set(CURLOPT_SSLKEY, trust.key);
}

void Transfer::set_headers(const Request& request) {
  bool has_type = false;
  for (const Header& header : request.headers) {
    const std::string_view value = header.value.reveal();
    protocol::WipedString line;
    line.reserve(header.name.size() + value.size() + protocol::beyond_small_string);
    // An empty value after a colon would remove the header.
    line.append(header.name).append(value.empty() ? ";" : ": ").append(value);
    append(headers_, line.c_str());
    has_type = has_type || ::strcasecmp(header.name.c_str(), "content-type") == 0;
  }
  append(headers_, "Expect:");
  if (!has_type) append(headers_, "Content-Type:");
  taken(curl_.easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_));
}

void Transfer::set_content(const Request& request) {
  const bool posts = request.method == "POST";
  if (body_ || posts) {
    const std::size_t size = body_ ? body_->size() : 0;
    taken(curl_.easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(size)));
    set(CURLOPT_POSTFIELDS, body_ ? body_->reveal().data() : "");
  }
  if (request.method == "HEAD") set(CURLOPT_NOBODY, 1);
  if (!posts && request.method != "GET") set(CURLOPT_CUSTOMREQUEST, request.method);
}

void Transfer::set_callbacks() {
  void* const self = this;
  taken(curl_.easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &Transfer::on_header));
  taken(curl_.easy_setopt(easy_, CURLOPT_HEADERDATA, self));
  taken(curl_.easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Transfer::on_body));
  taken(curl_.easy_setopt(easy_, CURLOPT_WRITEDATA, self));
  taken(curl_.easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &Transfer::on_send));
  taken(curl_.easy_setopt(easy_, CURLOPT_PREREQDATA, self));
  taken(curl_.easy_setopt(easy_, CURLOPT_PRIVATE, self));
  taken(curl_.easy_setopt(easy_, CURLOPT_ERRORBUFFER, words_.data()));
}

std::size_t Transfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::size_t all = size * count;
  return static_cast<Transfer*>(self)->answer_.add_header({bytes, all}) ? all : 0;
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::size_t all = size * count;
  return static_cast<Transfer*>(self)->answer_.add_body({bytes, all}) ? all : all + 1;
}

/// Just before the request is written, each time that it is.
int Transfer::on_send(void* self, char* /*to*/, char* /*from*/, int /*to_port*/,
                      int /*from_port*/) {
  auto* const transfer = static_cast<Transfer*>(self);
  if (transfer->single_use_ && transfer->times_sent_ > 0) return CURL_PREREQFUNC_ABORT;
  ++transfer->times_sent_;
  return CURL_PREREQFUNC_OK;
}

Result Transfer::finish(CURLcode code) {
  if (code != CURLE_OK) {
    const auto spent = std::chrono::steady_clock::now() - begin_;
    const Ended ended{code,
                      words_.data(),
                      answer_.excess(),
                      allowed_,
                      std::chrono::duration_cast<milliseconds>(spent),
                      ends_with_run_,
                      sent()};
    return tl::unexpected(trouble_of(curl_, easy_, *endpoint_, ended));
  }
  Response response;
  response.status = static_cast<int>(info_of<long>(curl_, easy_, CURLINFO_RESPONSE_CODE));
  response.http2 = info_of<long>(curl_, easy_, CURLINFO_HTTP_VERSION) == CURL_HTTP_VERSION_2_0;
  response.headers = answer_.take_headers();
  response.body = answer_.take_body();
  return response;
}

}  // namespace keyplate::resolve::http
