// How exchanges are sent: bounds, retries, what a server asks for, deadlines.
#include "runtime/resolve/dispatcher.h"

#include <catch2/catch.hpp>
#include <vector>

#include "fake_transport.h"

namespace keyplate::resolve {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const http::Endpoint> host(const std::string& name) {
  http::Endpoint endpoint;
  endpoint.origin = {"https", name, 8200};
  return std::make_shared<const http::Endpoint>(std::move(endpoint));
}

/// A dispatcher with a server, and what became of what was sent.
struct Network {
  explicit Network(FakeTransport::Server server)
      : transport(new FakeTransport(clock, std::move(server))),
        dispatcher(
            [this] {
              return Outcome<std::unique_ptr<http::Transport>>(
                  std::unique_ptr<http::Transport>(transport));
            },
            clock, [] { return 0.5; }) {}

  void send(const std::string& name, RetryRule rule = vault_read, Bounds bounds = {}) {
    bounds.vault = name;
    const std::size_t index = results.size();
    results.emplace_back();
    dispatcher.submit(Exchange{[name](const Clock&) {
                                 http::Request request;
                                 request.endpoint = host(name);
                                 return Outcome<http::Request>(std::move(request));
                               },
                               rule},
                      bounds, [this, index](http::Result result) {
                        results[index] = std::move(result);
                        ended[index] = clock.time;
                      });
  }
  std::chrono::milliseconds run(std::chrono::milliseconds deadline = 30s) {
    const TimePoint begin = clock.time;
    dispatcher.run(begin + deadline, -1);
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock.time - begin);
  }
  int status(std::size_t index) const {
    const auto& result = results.at(index);
    return result && *result ? (**result).status : 0;
  }
  ErrorKind kind(std::size_t index) const { return results.at(index)->error().failure.kind; }
  bool all_ok() const {
    return std::all_of(results.begin(), results.end(),
                       [](const auto& one) { return one && *one && (**one).status == 200; });
  }

  FakeClock clock;
  FakeTransport* transport;  // the dispatcher's, once it has sent something
  Dispatcher dispatcher;
  std::vector<std::optional<http::Result>> results;
  std::map<std::size_t, TimePoint> ended;
};

/// A server that answers the first requests so, and 200 from then on.
FakeTransport::Server answers(std::vector<int> statuses) {
  return [statuses = std::move(statuses), next = std::size_t{0}](const http::Request&,
                                                                 TimePoint) mutable {
    return FakeAnswer{10ms, response(next < statuses.size() ? statuses[next++] : 200)};
  };
}

}  // namespace

TEST_CASE("at most 16 requests are under way on HTTP/1.1, 100 on HTTP/2, and a vault's own bound") {
  const auto most = [](bool http2, std::size_t concurrency) {
    Network network([&](const http::Request&, TimePoint) {
      return FakeAnswer{10ms, response(200, http2)};
    });
    network.send("a");
    network.run();
    Bounds bounds;
    bounds.concurrency = concurrency;
    for (int i = 0; i < 300; ++i) network.send("a", vault_read, bounds);
    network.run();
    CHECK(network.all_ok());
    return network.transport->most_at_once;
  };
  CHECK(most(false, 0) == 16);
  CHECK(most(true, 0) == 100);
  CHECK(most(true, 7) == 7);
}

TEST_CASE("what can succeed is tried again, as often as the rule says") {
  Network twice(answers({503, 503}));
  twice.send("a");
  const auto took = twice.run();
  CHECK(twice.status(0) == 200);
  CHECK(took == 10ms + 1250ms + 10ms + 1250ms + 10ms);

  Network always(answers({500, 502, 504, 500}));
  always.send("a");
  always.run();
  CHECK(always.status(0) == 504);
  CHECK(always.transport->requests == 3);

  for (const int status : {400, 403, 404, 405, 501}) {
    Network final(answers({status}));
    final.send("a");
    final.run();
    CHECK(final.status(0) == status);
    CHECK(final.transport->requests == 1);
  }
}

TEST_CASE("what is spent by being asked for is repeated only when nothing was sent") {
  for (const bool sent : {true, false}) {
    int asked = 0;
    Network network([&](const http::Request&, TimePoint) -> FakeAnswer {
      if (++asked > 1) return {10ms, response(200)};
      return {10ms, tl::unexpected(http::Trouble{{ErrorKind::network, "reset", {}}, sent, true})};
    });
    network.send("a", vault_once);
    network.run();
    CHECK(asked == (sent ? 1 : 2));
  }
  Network busy(answers({503}));
  busy.send("a", vault_once);
  busy.run();
  CHECK(busy.status(0) == 503);
}

TEST_CASE("Retry-After is waited for, as seconds and as a date, within bounds") {
  const auto wait_for = [](const std::string& text, ErrorKind* kind = nullptr) {
    int asked = 0;
    Network network([&](const http::Request&, TimePoint) {
      http::Response made = response(++asked == 1 ? 429 : 200);
      if (asked == 1) made.headers.emplace_back("retry-after", text);
      return FakeAnswer{0ms, std::move(made)};
    });
    network.send("a");
    const auto took = network.run();
    if (kind)
      *kind = network.kind(0);
    else
      CHECK(network.all_ok());
    return took;
  };
  CHECK(wait_for("7") == 7s);
  CHECK(wait_for("Fri, 15 Jan 2027 08:00:05 GMT") == 5s);      // the clock stands at 08:00:00
  CHECK(wait_for("Fri, 15 Jan 2027 07:00:00 GMT") == 1250ms);  // as if it said nothing
  CHECK(wait_for("0") == 1250ms);
  ErrorKind kind{};
  CHECK(wait_for("3600", &kind) == 0s);
  CHECK(kind == ErrorKind::throttled);
  CHECK(wait_for("99999999999999999999999", &kind) == 0s);
  CHECK(wait_for("Fri, 31 Dec 9999 23:59:59 GMT", &kind) == 0s);
  CHECK(kind == ErrorKind::throttled);
  CHECK(wait_for("45", &kind) == 0s);  // more than the 30 s that the run has
  CHECK(kind == ErrorKind::throttled);
}

TEST_CASE("a host that hangs holds back no other, and ends with the deadline") {
  Network network([](const http::Request& request, TimePoint) -> FakeAnswer {
    return {request.endpoint->origin.host == "hangs" ? std::chrono::milliseconds(1h) : 20ms,
            response(200)};
  });
  for (int i = 0; i < 200; ++i) network.send("hangs");
  network.send("well");
  const auto took = network.run(5s);
  CHECK(took == 5s);
  CHECK(network.status(200) == 200);
  CHECK(network.ended[200] - TimePoint(1h) == 20ms);
  for (int i = 0; i < 200; ++i)
    CHECK(network.kind(static_cast<std::size_t>(i)) == ErrorKind::timeout);

  Bounds bounds;
  bounds.timeout = 2s;
  Network short_one([](const http::Request&, TimePoint) -> FakeAnswer {
    return {1h, response(200)};
  });
  short_one.send("a", vault_read, bounds);
  CHECK(short_one.run(30s) == 2s);
  CHECK(short_one.kind(0) == ErrorKind::timeout);
}

TEST_CASE("an attempt that takes longer than its rule allows is tried again") {
  int asked = 0;
  Network network([&](const http::Request&, TimePoint) -> FakeAnswer {
    return {++asked == 1 ? 1h : 10ms, response(200)};
  });
  RetryRule rule = vault_read;
  rule.attempt_time = 2s;
  network.send("a", rule);
  CHECK(network.run() == 2s + 1250ms + 10ms);
  CHECK(network.all_ok());
}

TEST_CASE("nothing is sent any more when keyplate has gone") {
  Network network([](const http::Request&, TimePoint) -> FakeAnswer {
    return {1s, response(503)};
  });
  network.transport->client_leaves = network.clock.time + 500ms;
  for (int i = 0; i < 5; ++i) network.send("a");
  network.run();
  for (std::size_t i = 0; i < 5; ++i) CHECK(network.results[i].has_value());
  CHECK(network.transport->requests == 5);
}

TEST_CASE("a thousand reads of a host that is down are no storm of retries") {
  for (const bool answers_at_all : {true, false}) {
    Network network([&](const http::Request&, TimePoint) -> FakeAnswer {
      if (answers_at_all) return {1ms, response(503)};
      return {1ms, tl::unexpected(http::Trouble{{ErrorKind::network, "refused", {}}, false, true})};
    });
    for (int i = 0; i < 1000; ++i) network.send("a");
    network.run();
    CHECK(network.transport->requests <= 1100);
  }
}

TEST_CASE("a host that restarts loses no read, however many there are") {
  Network network([](const http::Request&, TimePoint now) -> FakeAnswer {
    if (now - TimePoint(1h) >= 1s) return {1ms, response(200)};
    return {1ms, tl::unexpected(http::Trouble{{ErrorKind::network, "refused", {}}, false, true})};
  });
  for (int i = 0; i < 1000; ++i) network.send("a");
  network.run();
  CHECK(network.all_ok());
  CHECK(network.transport->requests <= 1100);
}

namespace {

/// A host that allows 200 requests a second, in one of the ways in which hosts count.
class Limiter {
 public:
  enum Kind { token_bucket, fixed_window, sliding_window };
  explicit Limiter(Kind kind) : kind_(kind) {}

  bool allows(TimePoint now) {
    if (kind_ == sliding_window) {
      std::erase_if(allowed_, [&](TimePoint one) { return now - one >= 1s; });
    } else if (kind_ == fixed_window && now - window_ >= 1s) {
      window_ = now;
      allowed_.clear();
    } else if (kind_ == token_bucket) {
      const std::chrono::duration<double> since = now - window_;
      tokens_ = std::min(200.0, tokens_ + 200 * since.count());
      window_ = now;
      return tokens_ < 1 ? false : (tokens_ -= 1, true);
    }
    if (allowed_.size() >= 200) return false;
    allowed_.push_back(now);
    return true;
  }

 private:
  Kind kind_;
  TimePoint window_{};
  double tokens_ = 200;
  std::vector<TimePoint> allowed_;
};

}  // namespace

TEST_CASE("a thousand reads of a host that allows 200 a second all succeed, within 1.3 times 5 s") {
  for (const auto kind : {Limiter::token_bucket, Limiter::fixed_window, Limiter::sliding_window}) {
    for (const std::string says : {"", "1", "0"}) {
      Limiter limiter(kind);
      Network network([&](const http::Request&, TimePoint now) {
        http::Response made = response(limiter.allows(now) ? 200 : 429);
        if (!says.empty() && made.status == 429) made.headers.emplace_back("retry-after", says);
        return FakeAnswer{30ms, std::move(made)};
      });
      for (int i = 0; i < 1000; ++i) network.send("a");
      const auto took = network.run();
      INFO("limiter " << kind << " says `" << says << "`: " << took.count() << " ms, "
                      << network.transport->requests << " requests");
      CHECK(network.all_ok());
      CHECK(took <= 6500ms);
      CHECK(network.transport->requests < 2000);
    }
  }
}

}  // namespace keyplate::resolve
