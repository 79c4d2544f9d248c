#pragma once
// A regular expression as a value. Every evaluation of a literal makes a new one, which remembers
// where its last match ended as JavaScript's do (`lastIndex`).

#include <cstdint>
#include <memory>
#include <string>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/regex.h"

namespace keyplate::evaluate {

class RegexObject : public Function {
 public:
  explicit RegexObject(std::shared_ptr<const Regex> regex) : compiled_(std::move(regex)) {}

  const Regex& compiled() const { return *compiled_; }
  /// `/pattern/flags`, as it prints.
  std::string text() const;
  /// RegExpBuiltinExec of ECMA-262: looks from `lastIndex` on if the flags say so, and moves it.
  std::optional<RegexSearch::Match> execute(RegexSearch& search);
  std::size_t last_index() const { return last_index_; }
  void set_last_index(std::size_t index) { last_index_ = index; }

  RegexObject* regex() override { return this; }
  Value call(std::span<const Value> arguments, std::span<const Keyword> keywords,
             CallContext& context) override;
  Value member(std::string_view name) const override;

 private:
  std::shared_ptr<const Regex> compiled_;
  std::size_t last_index_ = 0;
};

/// The regular expression that a value is, or null.
inline RegexObject* regex_of(const Value& value) {
  return value.is(Kind::function) ? value.function().regex() : nullptr;
}

/// The result of `exec`: a list of the match and its groups with `index`, `input` and `groups`.
Value match_value(const RegexSearch& search, const RegexSearch::Match& match, const Value& input);

/// The text of a group; undefined if it took no part.
Value group_value(std::u16string_view subject, const RegexSearch::Group& group);

}  // namespace keyplate::evaluate
