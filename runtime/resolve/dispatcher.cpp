#include "runtime/resolve/dispatcher.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/retry.h"

namespace keyplate::resolve {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t at_once = 16;           ///< connections of HTTP/1.1
constexpr std::size_t streams_at_once = 100;  ///< of one connection of HTTP/2
constexpr int too_many_requests = 429;
constexpr int server_error = 500;  ///< and above

/// A host's retries, so that a thousand failing reads don't become a storm: what the AWS clients
/// do (botocore, retries/quota.py).
constexpr int budget = 500;
constexpr int retry_cost = 5;

http::Result trouble(Failure failure) {
  return tl::unexpected(http::Trouble{std::move(failure), false, false});
}

Failure too_long(const http::Origin& origin, int status, seconds asked) {
  return {status == too_many_requests ? ErrorKind::throttled : ErrorKind::unavailable,
          fmt::format("`{}` answered {} and asks to be left alone for {} s", visible(origin.host),
                      status, asked.count()),
          "try again after that time"};
}

}  // namespace

struct Dispatcher::Sending {
  Exchange exchange;
  Bounds bounds;
  Done done;
  std::optional<http::Request> request;  ///< of the next attempt
  Lane* lane = nullptr;
  bool begun = false;
  int attempts = 0;                  ///< that count
  std::uint64_t successes_seen = 0;  ///< of the host, when it was last refused
  TimePoint started{};               ///< the last attempt
  TimePoint ready{};                 ///< not before
  TimePoint deadline{};              ///< set by the first attempt
};

/// One vault's exchanges with one host.
struct Dispatcher::Lane {
  Host* host = nullptr;
  std::deque<Owned> waiting;
  std::vector<Owned> later;  ///< that wait for their time
  std::size_t under_way = 0;
  std::size_t most = 0;

  bool has_room() const { return !waiting.empty() && (most == 0 || under_way < most); }
  void wake(TimePoint now) {
    for (Owned& one : later)
      if (one->ready <= now) waiting.push_front(std::move(one));
    std::erase(later, nullptr);
  }
};

struct Dispatcher::Host {
  http::Origin origin;
  Pace pace;
  std::size_t under_way = 0;
  std::size_t most = streams_at_once;  ///< until an answer tells that it speaks HTTP/1.1
  std::uint64_t successes = 0;
  int retries_left = budget;
  std::map<std::string, Lane, std::less<>> lanes;
  std::string last_lane;  ///< whose turn it was

  bool spend() {
    if (retries_left < retry_cost) return false;
    retries_left -= retry_cost;
    return true;
  }
  void answered(const http::Response& response, TimePoint now) {
    most = response.http2 ? streams_at_once : at_once;
    if (response.status == too_many_requests || response.status >= server_error) return;
    ++successes;
    pace.succeeded(now);
    retries_left = std::min(budget, retries_left + 1);
  }
  /// The next lane in turn that has something to send; null: none.
  Lane* next_lane() {
    auto lane = lanes.upper_bound(last_lane);
    for (std::size_t i = 0; i < lanes.size(); ++i, ++lane) {
      if (lane == lanes.end()) lane = lanes.begin();
      if (!lane->second.has_room()) continue;
      last_lane = lane->first;
      return &lane->second;
    }
    return nullptr;
  }
};

Dispatcher::Dispatcher(OpenTransport open, const Clock& clock, Random random)
    : open_(std::move(open)), clock_(clock), random_(std::move(random)) {}

Dispatcher::~Dispatcher() = default;

void Dispatcher::submit(Exchange exchange, const Bounds& bounds, Done done) {
  auto sending = std::make_unique<Sending>();
  sending->exchange = std::move(exchange);
  sending->bounds = bounds;
  sending->done = std::move(done);
  submitted_.push_back(std::move(sending));
}

http::Transport* Dispatcher::transport() {
  if (!transport_) transport_ = open_();
  return *transport_ ? transport_->value().get() : nullptr;
}

Dispatcher::Lane& Dispatcher::lane_of(const http::Endpoint& endpoint, const Bounds& bounds) {
  std::unique_ptr<Host>& host = hosts_[endpoint.origin.text() + endpoint.unix_socket];
  if (!host) {
    host = std::make_unique<Host>();
    host->origin = endpoint.origin;
  }
  Lane& lane = host->lanes[bounds.vault];
  lane.host = host.get();
  lane.most = bounds.concurrency;
  return lane;
}

/// Makes the next attempt's request; null: that failed, or there is nothing to send it with.
Dispatcher::Owned Dispatcher::prepare(Owned sending) {
  if (over_) {
    sending->done(trouble(*over_));
    return nullptr;
  }
  if (transport() == nullptr) {
    sending->done(trouble(transport_->error()));
    return nullptr;
  }
  Outcome<http::Request> request = sending->exchange.request(clock_);
  if (!request) {
    sending->done(trouble(std::move(request).error()));
    return nullptr;
  }
  sending->lane = &lane_of(*request->endpoint, sending->bounds);
  sending->request = *std::move(request);
  return sending;
}

void Dispatcher::queue_submitted() {
  while (!submitted_.empty()) {
    Owned sending = std::move(submitted_.front());
    submitted_.pop_front();
    if (Owned ready = prepare(std::move(sending))) {
      Lane& lane = *ready->lane;
      lane.waiting.push_back(std::move(ready));
    }
  }
}

void Dispatcher::start_ready(TimePoint now) {
  for (auto& [name, host] : hosts_) {
    for (auto& [vault, lane] : host->lanes) lane.wake(now);
    while (host->under_way < host->most && host->pace.next_start(now) <= now) {
      Lane* const lane = host->next_lane();
      if (lane == nullptr) break;
      start(*host, *lane, now);
    }
  }
}

void Dispatcher::start(Host& host, Lane& lane, TimePoint now) {
  Owned sending = std::move(lane.waiting.front());
  lane.waiting.pop_front();
  if (!std::exchange(sending->begun, true))
    sending->deadline = std::min(deadline_, now + sending->bounds.timeout);
  ++sending->attempts;
  sending->started = now;
  sending->request->most_time = sending->exchange.rule.attempt_time;
  const auto left = std::chrono::ceil<milliseconds>(sending->deadline - now);
  transport()->start(++last_id_, *sending->request, std::max(left, milliseconds(1)));
  host.pace.started(now);
  ++host.under_way;
  ++lane.under_way;
  under_way_.emplace(last_id_, std::move(sending));
}

TimePoint Dispatcher::next_event(TimePoint now) const {
  TimePoint next = deadline_;
  for (const auto& [name, host] : hosts_) {
    for (const auto& [vault, lane] : host->lanes) {
      for (const Owned& one : lane.later) next = std::min(next, one->ready);
      if (lane.has_room() && host->under_way < host->most)
        next = std::min(next, host->pace.next_start(now));
    }
  }
  return next;
}

bool Dispatcher::idle() const {
  const auto is_idle = [](const auto& host) {
    return std::all_of(host.second->lanes.begin(), host.second->lanes.end(), [](const auto& lane) {
      return lane.second.waiting.empty() && lane.second.later.empty();
    });
  };
  return submitted_.empty() && under_way_.empty() &&
         std::all_of(hosts_.begin(), hosts_.end(), is_idle);
}

void Dispatcher::run(TimePoint deadline, int client) {
  deadline_ = deadline;
  over_.reset();
  for (;;) {
    queue_submitted();
    const TimePoint now = clock_.now();
    if (now >= deadline && !over_)
      over_ = Failure{ErrorKind::timeout, "the time for all reads had passed before this one ended",
                      "`--timeout` says how long they may take together"};
    if (over_) end_all();
    start_ready(now);
    if (idle()) return;
    if (!submitted_.empty()) continue;
    http::Transport::Waited waited = transport()->wait(next_event(now), client);
    if (waited.client_gone) over_ = Failure{ErrorKind::cancelled, "keyplate went away", {}};
    for (http::Transport::Completion& one : waited.completions) {
      auto node = under_way_.extract(one.id);
      if (node) complete(std::move(node.mapped()), std::move(one.result));
    }
  }
}

void Dispatcher::complete(Owned sending, http::Result result) {
  Lane& lane = *sending->lane;
  --lane.under_way;
  --lane.host->under_way;
  const TimePoint now = clock_.now();
  if (result) lane.host->answered(*result, now);
  const std::optional<TimePoint> again = over_ ? std::nullopt : again_at(*sending, result, now);
  if (!again) return sending->done(std::move(result));
  sending->ready = *again;
  if (Owned ready = prepare(std::move(sending))) lane.later.push_back(std::move(ready));
}

/// When the exchange is tried again; nothing: `result`, which may have become another, is its last.
std::optional<TimePoint> Dispatcher::again_at(Sending& sending, http::Result& result,
                                              TimePoint now) {
  Host& host = *sending.lane->host;
  const bool limited = result && result->status == too_many_requests;
  const auto asked = result ? retry_after(*result, clock_.wall()) : std::nullopt;
  if (!worth_repeating(result, sending.exchange.rule)) return std::nullopt;
  if (asked && (*asked > longest_wait || now + *asked >= sending.deadline)) {
    result = trouble(too_long(host.origin, result->status, *asked));
    return std::nullopt;
  }
  if (limited) host.pace.throttled(now, sending.started, asked, random_());
  // One of many that are more than the host wants at once is no failure while others get through.
  const bool crowded = limited && host.successes > sending.successes_seen;
  sending.successes_seen = host.successes;
  if (crowded) {
    --sending.attempts;
    return now;
  }
  if (sending.attempts >= sending.exchange.rule.attempts || !host.spend()) return std::nullopt;
  const milliseconds wait =
      asked ? milliseconds(*asked) : backoff(sending.exchange.rule, sending.attempts, random_());
  if (now + wait >= sending.deadline) return std::nullopt;
  // Others would only find out the same, and use up the host's retries.
  if (!result && !result.error().sent) host.pace.pause(now + wait);
  return now + wait;
}

void Dispatcher::end_all() {
  std::vector<Owned> ended;
  for (auto& [id, sending] : under_way_) {
    transport()->cancel(id);
    --sending->lane->under_way;
    --sending->lane->host->under_way;
    ended.push_back(std::move(sending));
  }
  under_way_.clear();
  for (auto& [name, host] : hosts_) {
    for (auto& [vault, lane] : host->lanes) {
      std::move(lane.waiting.begin(), lane.waiting.end(), std::back_inserter(ended));
      std::move(lane.later.begin(), lane.later.end(), std::back_inserter(ended));
      lane.waiting.clear();
      lane.later.clear();
    }
  }
  for (Owned& one : ended) one->done(trouble(*over_));
}

}  // namespace keyplate::resolve
