#pragma once
// What can be called: a macro, `caller`, a global such as `range`, what `joiner()` returned, a
// method with its receiver. And what every call is given: a budget, so that no template runs or
// grows without bound, one way to fail, and the run it is part of.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/workspace.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// What is left of a render's `[limits]`. Once one is used up it stays so and the render stops.
class Budget {
 public:
  enum class Limit : std::uint8_t { none, steps, output, nesting, references, regex };

  explicit Budget(const compiler::Limits& limits)
      : steps_(limits.steps), bytes_(limits.output), regex_(limits.regex) {}

  /// Charges `count` units of work. False: stop, whatever is returned is dropped.
  bool step(std::uint64_t count = 1) {
    if (count <= steps_) [[likely]] {
      steps_ -= count;
      return true;
    }
    return exhaust(Limit::steps);
  }
  /// Asks whether `count` bytes (of text, or 16 a list item) may be made at once, and charges the
  /// work of making them. Ask before allocating.
  bool bytes(std::uint64_t count) {
    if (count <= bytes_) [[likely]]
      return step(count / 16);
    return exhaust(Limit::output);
  }
  /// The same for a text of `size` bytes that grows by `added`.
  bool grow(std::uint64_t size, std::uint64_t added) {
    if (size + added <= bytes_) [[likely]]
      return step(added / 16);
    return exhaust(Limit::output);
  }
  bool exhaust(Limit limit) {
    if (exhausted_ == Limit::none) exhausted_ = limit;
    return false;
  }
  Limit exhausted() const { return exhausted_; }
  /// What one operation with a regular expression may take.
  std::uint64_t regex() const { return regex_; }

 private:
  std::uint64_t steps_;
  std::uint64_t bytes_;
  std::uint64_t regex_;
  Limit exhausted_ = Limit::none;
};

class Changes;
class RegexObject;

/// What a method asks of the evaluator that calls it.
class Run {
 public:
  virtual ~Run() = default;
  /// The result of a function value: what a macro printed is a text. Pending or failed: return it.
  virtual Value call_back(const Value& function, std::span<const Value> arguments) = 0;
  virtual Changes& changes() = 0;
};

/// What a filter, test or function is given beside its arguments.
class CallContext {
 public:
  explicit CallContext(Budget& budget, compiler::Undefined undefined = compiler::Undefined::error,
                       Run* run = nullptr)
      : budget_(budget), undefined_(undefined), run_(run) {}

  Budget& budget() { return budget_; }
  /// Whether an undefined value is an error where Nunjucks under `throwOnUndefined` has one.
  bool strict() const { return undefined_ == compiler::Undefined::error; }
  /// Records why the call can't be done: half a sentence that shows no value (`expects a list`).
  /// It becomes a diagnostic at the call. `return context.fail("...")`.
  Value fail(std::string reason) {
    if (!failure_) failure_ = std::move(reason);
    return Value::undefined();
  }
  const std::optional<std::string>& failure() const { return failure_; }
  /// Null where nothing is evaluated, in tests of one filter.
  Run* run() { return run_; }
  void clear() { failure_.reset(); }

 private:
  Budget& budget_;
  compiler::Undefined undefined_;
  Run* run_;
  std::optional<std::string> failure_;
};

/// `name=value` of a call.
struct Keyword {
  std::string_view name;
  Value value;
};

/// Keeps its own state; made anew in each round of evaluation.
class Function : public Object {
 public:
  Function() = default;
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;
  virtual ~Function() = default;
  /// No argument is pending, failed or a table. The caller makes the result secret when an argument
  /// is.
  virtual Value call(std::span<const Value> arguments, std::span<const Keyword> keywords,
                     CallContext& context) = 0;
  /// Does what a call may do of which neither the arguments nor their number are known: a plan has
  /// such calls. REQUIRES: the context has a run.
  virtual void called_somehow(CallContext&) {}
  /// Whether arguments may be anything at all, and the result is taken as it is: macros.
  virtual bool takes_anything() const { return false; }
  /// Whether the result has the flags that its arguments call for: methods.
  virtual bool marks_result() const { return false; }
  /// What it is if it is no function at all but a regular expression.
  virtual RegexObject* regex() { return nullptr; }
  /// `f.name`, such as `next` of what `cycler()` returned.
  virtual Value member(std::string_view name) const;
  /// As Value::depth, for a function that keeps values.
  virtual std::uint32_t depth() const { return 0; }
};

}  // namespace keyplate::evaluate
