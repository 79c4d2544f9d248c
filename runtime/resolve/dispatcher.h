#pragma once
// Sends exchanges and gives each its last answer: at most so many at once a host and a vault, paced
// when a host has had too much, repeated by their rules and within a host's budget of retries, all
// ended by a deadline. Vaults take turns, so that one doesn't hold back the others. One thread.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/http/transport.h"
#include "runtime/resolve/move_function.h"
#include "runtime/resolve/pace.h"
#include "runtime/resolve/task.h"

namespace keyplate::resolve {

/// What a vault's settings bound.
struct Bounds {
  std::string vault;                          ///< whose they are
  std::size_t concurrency = 0;                ///< requests at once; 0: as many as the host may have
  std::chrono::milliseconds timeout{30'000};  ///< for one exchange, its retries included
};

class Dispatcher {
 public:
  using Done = MoveFunction<void(http::Result result)>;
  using OpenTransport = MoveFunction<Outcome<std::unique_ptr<http::Transport>>()>;
  /// A number of [0, 1).
  using Random = MoveFunction<double()>;

  /// The transport is opened for the first exchange. REQUIRES: `clock` outlives it.
  Dispatcher(OpenTransport open, const Clock& clock, Random random);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// `done` is called by `run`, and may submit more.
  void submit(Exchange exchange, const Bounds& bounds, Done done);
  /// Until nothing is left. What is unfinished at `deadline`, or when nobody is left at the socket
  /// `client` (-1: none), ends with a failure that says so, and so does all that follows.
  void run(TimePoint deadline, int client);

 private:
  struct Sending;
  struct Lane;
  struct Host;
  using Owned = std::unique_ptr<Sending>;

  Owned prepare(Owned sending);
  void queue_submitted();
  void start_ready(TimePoint now);
  void start(Host& host, Lane& lane, TimePoint now);
  TimePoint next_event(TimePoint now) const;
  bool idle() const;
  void complete(Owned sending, http::Result result);
  std::optional<TimePoint> again_at(Sending& sending, http::Result& result, TimePoint now);
  void end_all();
  http::Transport* transport();
  Lane& lane_of(const http::Endpoint& endpoint, const Bounds& bounds);

  OpenTransport open_;
  const Clock& clock_;
  Random random_;
  std::optional<Outcome<std::unique_ptr<http::Transport>>> transport_;
  std::map<std::string, std::unique_ptr<Host>, std::less<>> hosts_;
  std::deque<Owned> submitted_;
  std::map<http::Transport::Id, Owned> under_way_;
  http::Transport::Id last_id_ = 0;
  TimePoint deadline_{};
  std::optional<Failure> over_;  ///< why nothing is sent any more, in this run
};

}  // namespace keyplate::resolve
