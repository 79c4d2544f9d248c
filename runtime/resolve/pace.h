#pragma once
// How fast one host may be asked: as fast as it goes, until it says that this is too much (429).
// With a `Retry-After` nothing starts until then. Without one there is a pause, and then requests
// go out a little more slowly than the host had answered before, faster again bit by bit. Pure but
// for the times it is given, which never go back.

#include <chrono>
#include <deque>
#include <optional>

#include "runtime/resolve/clock.h"

namespace keyplate::resolve {

class Pace {
 public:
  /// When the next request may start: `now`, or later.
  TimePoint next_start(TimePoint now) const;
  void started(TimePoint now);
  void succeeded(TimePoint now);
  /// Nothing starts until then, for another reason than that it was too much.
  void pause(TimePoint until);
  /// `random` is of [0, 1). Answers to what had started before the last pause began say nothing
  /// new.
  void throttled(TimePoint now, TimePoint request_started,
                 std::optional<std::chrono::seconds> retry_after, double random);

 private:
  using Seconds = std::chrono::duration<double>;

  double burst() const;
  double tokens_at(TimePoint now) const;
  void forget_before(TimePoint time);

  std::deque<TimePoint> successes_;  ///< of the last second
  std::optional<double> rate_;       ///< requests a second; nothing: no bound
  double tokens_ = 0;                ///< requests that may start at once, as of `counted_`
  TimePoint counted_{};
  TimePoint paused_since_{};
  TimePoint paused_until_{};
};

}  // namespace keyplate::resolve
