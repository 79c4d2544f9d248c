#pragma once
// A network of a test's own: each request is answered by a function, after a time that only this
// clock knows, so that minutes of waiting take none.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "runtime/resolve/dispatcher.h"

namespace keyplate::resolve {

struct FakeClock : Clock {
  TimePoint time{std::chrono::hours(1)};
  TimePoint now() const override { return time; }
  WallTime wall() const override { return WallTime(std::chrono::seconds(1'800'000'000)); }
};

struct FakeAnswer {
  std::chrono::milliseconds after;
  http::Result result;
};

class FakeTransport : public http::Transport {
 public:
  using Server = std::function<FakeAnswer(const http::Request&, TimePoint now)>;

  FakeTransport(FakeClock& clock, Server server) : clock_(clock), server_(std::move(server)) {}

  void start(Id id, const http::Request& request, std::chrono::milliseconds timeout) override {
    FakeAnswer answer = server_(request, clock_.time);
    const bool is_short = request.most_time.count() > 0 && request.most_time < timeout;
    const auto allowed = is_short ? request.most_time : timeout;
    if (answer.after > allowed) {
      answer.after = allowed;
      const ErrorKind kind = is_short ? ErrorKind::network : ErrorKind::timeout;
      answer.result =
          tl::unexpected(http::Trouble{{kind, "no answer in time", {}}, true, is_short});
    }
    under_way_.emplace(clock_.time + answer.after, Completion{id, std::move(answer.result)});
    most_at_once = std::max(most_at_once, under_way_.size());
    ++requests;
  }
  void cancel(Id id) override {
    std::erase_if(under_way_, [&](const auto& one) { return one.second.id == id; });
  }
  Waited wait(TimePoint until, int) override {
    Waited waited;
    waited.client_gone = clock_.time >= client_leaves;
    const TimePoint next = under_way_.empty() ? until : under_way_.begin()->first;
    clock_.time = std::max(clock_.time, std::min(next, until));
    while (!under_way_.empty() && under_way_.begin()->first <= clock_.time)
      waited.completions.push_back(std::move(under_way_.extract(under_way_.begin()).mapped()));
    return waited;
  }

  std::size_t most_at_once = 0;
  std::size_t requests = 0;
  TimePoint client_leaves = TimePoint::max();

 private:
  FakeClock& clock_;
  Server server_;
  std::multimap<TimePoint, Completion> under_way_;
};

inline http::Response response(int status, bool http2 = true) {
  http::Response made;
  made.status = status;
  made.http2 = http2;
  return made;
}

}  // namespace keyplate::resolve
