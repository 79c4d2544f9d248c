#pragma once
// One request under way: what libcurl is told of it, and what became of it.

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "runtime/resolve/http/answer.h"
#include "runtime/resolve/http/curl_library.h"
#include "runtime/resolve/http/transport.h"

namespace keyplate::resolve::http {

class Transfer {
 public:
  /// `held`: see Answer. REQUIRES: `curl` and `held` outlive it, and `easy` is its own until it
  /// ends.
  Transfer(const Curl& curl, CURL* easy, Transport::Id id, const Request& request,
           std::chrono::milliseconds timeout, std::size_t& held);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  Transport::Id id() const { return id_; }
  CURL* easy() const { return easy_; }
  const std::shared_ptr<const Endpoint>& endpoint() const { return endpoint_; }
  /// The request was begun to be written.
  bool sent() const { return times_sent_ > 0; }
  /// When it is over at the latest. libcurl forgets it for one that waits for a connection.
  TimePoint end() const { return begin_ + allowed_; }
  /// Tells libcurl all of it; false: it doesn't take it.
  bool prepare(const Request& request);
  /// REQUIRES: it is over, and was not yet finished.
  Result finish(CURLcode code);

 private:
  void set(CURLoption option, long value) { taken(curl_.easy_setopt(easy_, option, value)); }
  void set(CURLoption option, const char* value) { taken(curl_.easy_setopt(easy_, option, value)); }
  void set(CURLoption option, const std::string& value) {
    set(option, value.empty() ? nullptr : value.c_str());
  }
  void taken(CURLcode code) { all_taken_ = all_taken_ && code == CURLE_OK; }
  void append(curl_slist*& list, const char* line);

  void set_rules();
  void set_route(const Request& request);
  void set_proxy();
  void set_trust();
  void set_headers(const Request& request);
  void set_content(const Request& request);
  void set_callbacks();

  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static int on_send(void* self, char* to, char* from, int to_port, int from_port);

  const Curl& curl_;
  CURL* easy_;
  Transport::Id id_;
  std::shared_ptr<const Endpoint> endpoint_;
  TimePoint begin_ = std::chrono::steady_clock::now();
  std::chrono::milliseconds allowed_;
  bool ends_with_run_;  ///< the run's deadline comes before the attempt's own
  bool single_use_;
  int times_sent_ = 0;
  bool all_taken_ = true;
  std::optional<Secret> body_;
  Answer answer_;
  curl_slist* headers_ = nullptr;
  curl_slist* connect_to_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> words_{};
};

}  // namespace keyplate::resolve::http
