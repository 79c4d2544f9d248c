#pragma once
// A function that may own what can't be copied, such as a Secret; std::move_only_function is C++23.

#include <memory>
#include <type_traits>
#include <utility>

namespace keyplate::resolve {

template <typename Signature>
class MoveFunction;

template <typename Result, typename... Arguments>
class MoveFunction<Result(Arguments...)> {
 public:
  MoveFunction() = default;
  template <typename Function>
  requires(!std::is_same_v<std::remove_cvref_t<Function>, MoveFunction>)
      MoveFunction(Function function)  // NOLINT: converts, as std::function does
      : held_(std::make_unique<Held<Function>>(std::move(function))) {}

  explicit operator bool() const { return held_ != nullptr; }
  /// REQUIRES: holds a function.
  Result operator()(Arguments... arguments) {
    return held_->call(std::forward<Arguments>(arguments)...);
  }

 private:
  struct Callable {
    virtual ~Callable() = default;
    virtual Result call(Arguments... arguments) = 0;
  };
  template <typename Function>
  struct Held : Callable {
    explicit Held(Function&& given) : function(std::move(given)) {}
    Result call(Arguments... arguments) override {
      return function(std::forward<Arguments>(arguments)...);
    }
    Function function;
  };

  std::unique_ptr<Callable> held_;
};

}  // namespace keyplate::resolve
