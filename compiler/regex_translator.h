#pragma once
// How regex_syntax.h reads a pattern: from front to back, once for its groups and once to write it
// anew. Nothing recurses: open groups lie on a stack. It is split by concern: regex_syntax.cpp has
// groups and terms, regex_escapes.cpp escapes and classes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/regex_syntax.h"
#include "compiler/regex_units.h"

namespace keyplate::compiler {

/// Whether a unit is an ASCII digit or letter.
inline bool is_digit_unit(char16_t unit) {
  return unit >= '0' && unit <= '9';
}
inline bool is_letter_unit(char16_t unit) {
  return (unit | 0x20) >= 'a' && (unit | 0x20) <= 'z';
}

class RegexTranslator {
 public:
  struct Failure {
    std::size_t unit;
    std::string message;
  };

  RegexTranslator(std::u16string_view pattern, const RegexFlags& flags)
      : pattern_(pattern), flags_(flags) {}

  /// False: `failure()` says why not.
  bool run();
  const Failure& failure() const { return *failure_; }
  RegexSyntax take() { return {std::move(out_), std::move(names_)}; }

 private:
  /// What a quantifier that comes now would repeat.
  enum class Last : std::uint8_t { nothing, item };
  struct Open {
    bool quantifiable;
    std::size_t begin;
  };
  /// One element of a class: a unit, or the units of `\w` and the like.
  struct Element {
    UnitSet set;
    std::optional<char16_t> unit;
  };

  bool fail(std::size_t at, std::string message) {
    failure_ = Failure{at, std::move(message)};
    return false;
  }
  bool more() const { return at_ < pattern_.size(); }
  bool next_is(std::u16string_view text) const { return pattern_.substr(at_, text.size()) == text; }
  bool skip(std::u16string_view text) {
    if (!next_is(text)) return false;
    at_ += text.size();
    return true;
  }

  bool find_groups();
  bool find_group();
  bool name(std::string& name);
  bool term();
  bool open();
  bool close();
  bool quantifier(std::size_t begin);
  bool braces(std::uint32_t& least, std::optional<std::uint32_t>& most);
  std::optional<std::uint32_t> number();
  bool repeat(std::size_t begin, const std::string& mark);
  bool escape();
  bool back_reference(std::size_t group);
  bool named_reference();
  bool bracket();
  bool element(Element& read);
  bool class_escape(Element& read);
  char16_t control(bool in_class);
  std::optional<UnitSet> class_letter(char16_t letter) const;
  char16_t character_escape();
  char16_t octal();
  std::optional<char16_t> hex(std::size_t digits);
  void item(char16_t unit);
  void assertion(std::string_view text);
  void boundary(bool negated);

  std::u16string_view pattern_;
  const RegexFlags& flags_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<std::string> names_;
  bool any_name_ = false;
  std::vector<Open> open_;
  Last last_ = Last::nothing;
  std::optional<Failure> failure_;
};

}  // namespace keyplate::compiler
