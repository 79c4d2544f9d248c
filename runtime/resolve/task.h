#pragma once
// What a provider does, in steps: a Task is done, or it waits for one HTTP exchange and says what
// happens then. Providers make tasks and touch no socket, so a test plays the server by resuming
// them; the resolver sends, repeats and bounds. Chains with `and_then` and `or_else`.

#include <optional>
#include <utility>
#include <variant>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/http/message.h"
#include "runtime/resolve/move_function.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/retry.h"

namespace keyplate::resolve {

/// One question to a server. The request is made anew for every attempt, since some are signed with
/// the time; a failure to make it ends the exchange.
struct Exchange {
  MoveFunction<Outcome<http::Request>(const Clock& clock)> request;
  RetryRule rule;
};

template <typename T>
class [[nodiscard]] Task {
 public:
  using Value = T;
  using Resume = MoveFunction<Task(http::Result result)>;

  Task(T value) : state_(Outcome<T>(std::move(value))) {}   // NOLINT: a done one
  Task(Outcome<T> outcome) : state_(std::move(outcome)) {}  // NOLINT
  Task(tl::unexpected<Failure> failure) : state_(Outcome<T>(std::move(failure))) {}  // NOLINT
  Task(Exchange exchange, Resume resume)
      : state_(Waiting{std::move(exchange), std::move(resume)}) {}

  bool done() const { return std::holds_alternative<Outcome<T>>(state_); }
  /// REQUIRES: done.
  Outcome<T> take() { return std::move(std::get<Outcome<T>>(state_)); }
  /// REQUIRES: not done.
  Exchange& exchange() { return std::get<Waiting>(state_).exchange; }
  /// Goes on with the answer, or with why there is none. REQUIRES: not done.
  void resume(http::Result result) {
    Resume next = std::move(std::get<Waiting>(state_).resume);
    *this = next(std::move(result));
  }

  /// `next`: T -> Task<U>. A failure skips it.
  template <typename Next>
  auto and_then(Next next) && -> std::invoke_result_t<Next, T> {
    using Then = std::invoke_result_t<Next, T>;
    if (done()) {
      Outcome<T> outcome = take();
      if (!outcome) return Then(tl::unexpected(std::move(outcome).error()));
      return next(*std::move(outcome));
    }
    auto waiting = std::move(std::get<Waiting>(state_));
    return Then(std::move(waiting.exchange), [resume = std::move(waiting.resume),
                                              next = std::move(next)](http::Result result) mutable {
      return resume(std::move(result)).and_then(std::move(next));
    });
  }

  /// `next`: Failure -> Task<T>. A value skips it.
  template <typename Next>
  Task or_else(Next next) && {
    if (done()) {
      Outcome<T> outcome = take();
      if (outcome) return outcome;
      return next(std::move(outcome).error());
    }
    auto waiting = std::move(std::get<Waiting>(state_));
    return Task(std::move(waiting.exchange), [resume = std::move(waiting.resume),
                                              next = std::move(next)](http::Result result) mutable {
      return resume(std::move(result)).or_else(std::move(next));
    });
  }

 private:
  struct Waiting {
    Exchange exchange;
    Resume resume;
  };
  std::variant<Outcome<T>, Waiting> state_;
};

/// One exchange; `next`: http::Response -> Task<T>. Without an answer the task has failed.
template <typename Next>
auto send(Exchange exchange, Next next) -> std::invoke_result_t<Next, http::Response> {
  using Then = std::invoke_result_t<Next, http::Response>;
  return Then(std::move(exchange), [next = std::move(next)](http::Result result) mutable -> Then {
    if (!result) return tl::unexpected(std::move(result).error().failure);
    return next(*std::move(result));
  });
}

}  // namespace keyplate::resolve
