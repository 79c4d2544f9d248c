#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "compiler/tables.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters.h"

namespace keyplate::evaluate {
namespace {

using Arguments = std::span<const Value>;
using Keywords = std::span<const Keyword>;

Value at(Arguments arguments, std::size_t i) {
  return i < arguments.size() ? arguments[i] : Value();
}

constexpr double most_reserved = 1 << 20;

/// `range(stop)`, `range(start, stop, step)`. As in Nunjucks the first item is `start` as it is,
/// and
/// `+` makes the others: `range('1', 3)` is `['1']`, since `'1' + 1` is the text `11`.
class Range : public Function {
  Value call(Arguments arguments, Keywords, CallContext& context) override {
    const bool only_stop = at(arguments, 1).is(Kind::undefined);
    const Value stop = at(arguments, only_stop ? 0 : 1);
    const bool stepped = !only_stop && truthy(at(arguments, 2));
    const Value step = stepped ? at(arguments, 2) : Value::number(1);
    const bool up = to_number(step, context) > 0;
    const Value first = only_stop ? Value::number(0) : at(arguments, 0);
    if (first.is(Kind::number) && stop.is(Kind::number) && step.is(Kind::number))
      return plain(first.number(), stop.number(), step.number(), context);
    std::vector<Value> numbers;
    Value next = first;
    while (is_before(next, stop, up, context)) {
      if (!context.budget().grow(numbers.size() * sizeof(Value), sizeof(Value))) return {};
      numbers.push_back(next);
      next = add(next, step, context);
    }
    return Value::list(std::move(numbers));
  }
  /// As nearly all are: numbers only.
  static Value plain(double next, double stop, double step, CallContext& context) {
    std::vector<Value> numbers;
    const double count = (stop - next) / step;
    if (count >= 0 && count < most_reserved) numbers.reserve(static_cast<std::size_t>(count) + 1);
    for (; step > 0 ? next < stop : next > stop; next += step) {
      if (!context.budget().grow(numbers.size() * sizeof(Value), sizeof(Value))) return {};
      numbers.push_back(Value::number(next));
    }
    return Value::list(std::move(numbers));
  }
  static bool is_before(const Value& next, const Value& stop, bool up, CallContext& context) {
    const auto order = compare(next, stop, context);
    return (up ? order < 0 : order > 0) && !context.failure();
  }
};

/// Nothing at the first call, then the separator.
class Joiner : public Function {
 public:
  explicit Joiner(Value separator) : separator_(std::move(separator)) {}

 private:
  Value call(Arguments, Keywords, CallContext&) override {
    return std::exchange(first_, false) ? Value::string("", flag::literal) : separator_;
  }
  std::uint32_t depth() const override { return separator_.depth() + 1; }

  Value separator_;
  bool first_ = true;
};

struct Cycle {
  std::vector<Value> items;
  std::size_t next = 0;
  Value current = Value::null();
  std::uint32_t depth = 1;  ///< as Value::depth
};

class CycleNext : public Function {
 public:
  explicit CycleNext(std::shared_ptr<Cycle> cycle) : cycle_(std::move(cycle)) {}

 private:
  Value call(Arguments, Keywords, CallContext&) override {
    if (cycle_->next >= cycle_->items.size()) cycle_->next = 0;
    cycle_->current = at(cycle_->items, cycle_->next++);
    return cycle_->current;
  }
  std::uint32_t depth() const override { return cycle_->depth; }

  std::shared_ptr<Cycle> cycle_;
};

class CycleReset : public Function {
 public:
  explicit CycleReset(std::shared_ptr<Cycle> cycle) : cycle_(std::move(cycle)) {}

 private:
  Value call(Arguments, Keywords, CallContext&) override {
    cycle_->next = 0;
    cycle_->current = Value::null();
    return {};
  }
  std::uint32_t depth() const override { return cycle_->depth; }

  std::shared_ptr<Cycle> cycle_;
};

/// What `cycler(...)` returns: `next()`, `reset()` and `current`.
class Cycler : public Function {
 public:
  explicit Cycler(std::shared_ptr<Cycle> cycle) : cycle_(std::move(cycle)) {}

 private:
  Value call(Arguments, Keywords, CallContext& context) override {
    return context.fail("is no function; call its `next()`");
  }
  Value member(std::string_view name) const override {
    if (name == "next") return Value::function(new CycleNext(cycle_));
    if (name == "reset") return Value::function(new CycleReset(cycle_));
    return name == "current" ? cycle_->current : Value();
  }
  std::uint32_t depth() const override { return cycle_->depth; }

  std::shared_ptr<Cycle> cycle_;
};

class MakeCycler : public Function {
  Value call(Arguments arguments, Keywords, CallContext&) override {
    auto cycle = std::make_shared<Cycle>();
    cycle->items.assign(arguments.begin(), arguments.end());
    for (const Value& item : arguments) cycle->depth = std::max(cycle->depth, item.depth() + 1);
    return Value::function(new Cycler(std::move(cycle)));
  }
};

class MakeJoiner : public Function {
  Value call(Arguments arguments, Keywords, CallContext&) override {
    const Value separator = at(arguments, 0);
    return Value::function(
        new Joiner(truthy(separator) ? separator : Value::string(",", flag::literal)));
  }
};

template <typename F>
Value make() {
  return Value::function(new F);
}

constexpr std::array<Value (*)(), compiler::global_count> makers = {
    make<MakeCycler>,  // cycler
    make<MakeJoiner>,  // joiner
    make<Range>,       // range
};

}  // namespace

Value make_global(std::uint16_t index) {
  return makers[index]();
}

}  // namespace keyplate::evaluate
