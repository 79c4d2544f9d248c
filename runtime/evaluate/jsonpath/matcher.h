#pragma once
// Whether texts match I-Regexps. Work is charged to the context's budget, backtracking included. It
// keeps the last few expressions, for a filter asks the same ones of every item; memory that held
// an expression is wiped.

#include <array>
#include <memory>
#include <string_view>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

class Matcher {
 public:
  Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;
  ~Matcher();

  enum class Part : bool { whole, any };
  /// Whether the whole text or any part of it matches `pattern`, a string; false where that is no
  /// I-Regexp. The context fails where PCRE2 can't hold one, such as `a{100000}`.
  bool matches(std::string_view text, const Value& pattern, Part part, CallContext& context);

 private:
  struct Compiled;
  const Compiled* compiled(const Value& pattern, Part part, CallContext& context);

  std::array<std::unique_ptr<Compiled>, 4> kept_;
  std::size_t next_ = 0;  ///< which one is forgotten next
};

}  // namespace keyplate::evaluate
