#include "runtime/resolve/pace.h"

#include <algorithm>

namespace keyplate::resolve {
namespace {

using std::chrono::milliseconds;

constexpr double least_rate = 2;  ///< requests a second
constexpr double below_measured = 0.95;
constexpr double slower = 0.9;          ///< what is left of the rate after a further refusal
constexpr double faster = 10;           ///< what the rate grows by in a second, at that rate
constexpr double burst_seconds = 0.02;  ///< makes up for a clock and a poll of milliseconds
constexpr milliseconds measured_over{1000};
constexpr milliseconds one_episode{250};

}  // namespace

double Pace::burst() const {
  return std::max(1.0, *rate_ * burst_seconds);
}

double Pace::tokens_at(TimePoint now) const {
  return std::min(burst(), tokens_ + *rate_ * Seconds(now - counted_).count());
}

TimePoint Pace::next_start(TimePoint now) const {
  const TimePoint earliest = std::max(now, paused_until_);
  if (!rate_) return earliest;
  const double missing = 1 - tokens_at(earliest);
  if (missing <= 0) return earliest;
  return earliest + std::chrono::ceil<TimePoint::duration>(Seconds(missing / *rate_));
}

void Pace::started(TimePoint now) {
  if (!rate_) return;
  tokens_ = tokens_at(now) - 1;
  counted_ = now;
}

void Pace::forget_before(TimePoint time) {
  while (!successes_.empty() && successes_.front() < time) successes_.pop_front();
}

void Pace::succeeded(TimePoint now) {
  forget_before(now - measured_over);
  successes_.push_back(now);
  if (rate_) *rate_ += faster / *rate_;
}

void Pace::pause(TimePoint until) {
  paused_until_ = std::max(paused_until_, until);
}

void Pace::throttled(TimePoint now, TimePoint request_started,
                     std::optional<std::chrono::seconds> retry_after, double random) {
  if (retry_after) {
    pause(now + *retry_after);
    return;
  }
  if (request_started < paused_since_ + one_episode) return;
  paused_since_ = now;
  if (rate_) {
    rate_ = std::max(least_rate, *rate_ * slower);
    return;
  }
  forget_before(now - measured_over);
  rate_ = std::max(least_rate, static_cast<double>(successes_.size()) * below_measured);
  tokens_ = 0;
  counted_ = paused_until_ = now + milliseconds(500 + static_cast<std::int64_t>(500 * random));
}

}  // namespace keyplate::resolve
