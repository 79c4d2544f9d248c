#pragma once
// What carries requests. Many may be under way; they share connections, and what is complete is
// handed over by `wait`. One thread. The real one is over libcurl (transport_curl.cpp); tests
// have their own.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/http/message.h"

namespace keyplate::resolve::http {

class Transport {
 public:
  using Id = std::uint64_t;
  struct Completion {
    Id id = 0;
    Result result;
  };
  struct Waited {
    std::vector<Completion> completions;
    bool client_gone = false;
  };

  virtual ~Transport() = default;
  /// Sends `request`, which is not kept. It is complete soon after `timeout` at the latest, or
  /// before when its profile or `most_time` says so. Requests to one endpoint that wait for a
  /// connection fail together when none can be made. REQUIRES: no request under way has that id.
  virtual void start(Id id, const Request& request, std::chrono::milliseconds timeout) = 0;
  /// Forgets a request under way; it is never handed over.
  virtual void cancel(Id id) = 0;
  /// Until something is complete, `until` has passed, or nobody is left at the socket `client`
  /// (-1: there is none).
  virtual Waited wait(TimePoint until, int client) = 0;
};

/// The one over libcurl, which is loaded now: a failure names the library that is missing.
Outcome<std::unique_ptr<Transport>> open_transport();

/// An absolute http, https or unix address without user, query or fragment, by the one parser that
/// also sends: an endpoint with its origin and base path, all else at its default.
Outcome<Endpoint> parse_address(std::string_view address);

}  // namespace keyplate::resolve::http
