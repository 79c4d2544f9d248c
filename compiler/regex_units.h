#pragma once
// Sets of UTF-16 code units: what a class of a JavaScript regular expression matches, and how it is
// written for PCRE2. Pure.

#include <cstdint>
#include <string>
#include <vector>

namespace keyplate::compiler {

class UnitSet {
 public:
  struct Range {
    char16_t first;
    char16_t last;
  };

  UnitSet() = default;
  UnitSet(std::initializer_list<Range> ranges) : ranges_(ranges) {}

  void add(char16_t first, char16_t last) { ranges_.push_back({first, last}); }
  void add(const UnitSet& other);
  /// Every unit that is not in it.
  UnitSet complement() const;
  /// The ranges in order, none touching another.
  std::vector<Range> normal() const;

 private:
  std::vector<Range> ranges_;
};

/// What `\d`, `\w` and `\s` match.
UnitSet digit_units();
UnitSet word_units();
UnitSet space_units();

/// Appends a unit as PCRE2 reads it anywhere in a pattern, in ASCII.
void append_unit(char16_t unit, std::string& out);

/// Appends one item that matches a unit of the set, or any other if it is `negated`. With
/// `ignore_case` units of ASCII have only each other as a second case, which PCRE2 sees otherwise
/// (the Kelvin sign is no `k` to JavaScript).
void append_set(const UnitSet& set, bool negated, bool ignore_case, std::string& out);

/// Appends one item that matches the unit in either case.
void append_caseless(char16_t unit, std::string& out);

}  // namespace keyplate::compiler
