#pragma once
// Regular expressions with JavaScript's meaning, run by PCRE2 over UTF-16 code units, and bounded:
// `[limits] regex` is what one operation may take, however many matches it makes, and all it takes
// are steps of the render too. A search that is stopped exhausts the budget.
//
// What differs from JavaScript: a group inside a repeated one keeps what it matched in an earlier
// turn, a turn that matches nothing ends the repetition where JavaScript would look for another
// way, what a look-behind matches has a fixed length, and cases are those of PCRE2's Unicode.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/regex_syntax.h"
#include "runtime/evaluate/function.h"

namespace keyplate::evaluate {

/// Compiled once, immutable, shared by all values made from one literal.
class Regex {
 public:
  using Compiled = std::variant<std::shared_ptr<const Regex>, compiler::RegexError>;
  static Compiled compile(std::string_view pattern, const compiler::RegexFlags& flags);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  const compiler::RegexFlags& flags() const { return flags_; }
  /// The pattern as it was written.
  const std::string& pattern() const { return pattern_; }
  /// The name of each group, from 1 on; empty for those without.
  std::span<const std::string> groups() const { return groups_; }

 private:
  friend class RegexSearch;
  struct Code;
  Regex();

  std::string pattern_;
  compiler::RegexFlags flags_;
  std::vector<std::string> groups_;
  std::unique_ptr<Code> code_;
};

/// One operation: any number of matches of one regular expression in one text.
class RegexSearch {
 public:
  struct Group {
    std::size_t begin = npos;  ///< npos: it took no part
    std::size_t end = npos;
  };
  /// Of the whole match, then of each group.
  using Match = std::vector<Group>;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  /// All must outlive it.
  RegexSearch(const Regex& regex, std::u16string_view subject, CallContext& context);
  ~RegexSearch();
  RegexSearch(const RegexSearch&) = delete;
  RegexSearch& operator=(const RegexSearch&) = delete;

  const Regex& regex() const { return regex_; }
  std::u16string_view subject() const { return subject_; }
  /// The first match that begins at `start` or behind; at `start` only if `sticky`. Nothing: there
  /// is none, or the budget ended.
  std::optional<Match> find(std::size_t start, bool sticky);

 private:
  struct State;

  const Regex& regex_;
  std::u16string_view subject_;
  CallContext& context_;
  std::unique_ptr<State> state_;
};

}  // namespace keyplate::evaluate
