#include <fmt/core.h>

#include <algorithm>

#include "compiler/regex_translator.h"

namespace keyplate::compiler {
namespace {

/// Where the numbers of callouts end.
constexpr std::size_t last_callout = 255;

bool is_octal(char16_t unit) {
  return unit >= '0' && unit <= '7';
}

std::optional<unsigned> hex_value(char16_t unit) {
  if (is_digit_unit(unit)) return unit - u'0';
  if ((unit | 0x20) >= 'a' && (unit | 0x20) <= 'f') return (unit | 0x20) - u'a' + 10U;
  return std::nullopt;
}

}  // namespace

bool RegexTranslator::escape() {
  const std::size_t begin = at_++;
  if (!more()) return fail(begin, "a `\\` with nothing behind it");
  const char16_t unit = pattern_[at_];
  if (const auto set = class_letter(unit)) {
    ++at_;
    append_set(*set, false, false, out_);
    last_ = Last::item;
    return true;
  }
  if (unit == 'b' || unit == 'B') {
    ++at_;
    boundary(unit == 'B');
    return true;
  }
  if (unit == 'k' && any_name_) return named_reference();
  if (unit >= '1' && unit <= '9') {
    const auto group = number();
    if (*group <= names_.size()) return back_reference(*group);
    at_ = begin + 1;
  }
  item(unit == 'c' ? control(false) : character_escape());
  return true;
}

/// `\d` and its like; the same in a class.
std::optional<UnitSet> RegexTranslator::class_letter(char16_t letter) const {
  switch (letter) {
    case 'd':
      return digit_units();
    case 'D':
      return digit_units().complement();
    case 'w':
      return word_units();
    case 'W':
      return word_units().complement();
    case 's':
      return space_units();
    case 'S':
      return space_units().complement();
    default:
      return std::nullopt;
  }
}

bool RegexTranslator::back_reference(std::size_t group) {
  const std::size_t callout = std::min(group, last_callout);
  out_ += fmt::format("(?:(?C{})({}\\g{{{}}}))", callout, flags_.ignore_case ? "?i:" : "?:", group);
  last_ = Last::item;
  return true;
}

bool RegexTranslator::named_reference() {
  const std::size_t begin = at_;
  std::string wanted;
  if (!skip(u"k<")) return fail(begin, "no name of a group");
  if (!name(wanted)) return false;
  const auto found = std::find(names_.begin(), names_.end(), wanted);
  if (found == names_.end()) return fail(begin, "a reference to no group");
  return back_reference(static_cast<std::size_t>(found - names_.begin()) + 1);
}

/// `\cX`; a backslash where no letter follows. REQUIRES: `c` is next.
char16_t RegexTranslator::control(bool in_class) {
  const char16_t letter = at_ + 1 < pattern_.size() ? pattern_[at_ + 1] : u'\0';
  const bool known =
      is_letter_unit(letter) || (in_class && (is_digit_unit(letter) || letter == '_'));
  if (!known) return '\\';
  at_ += 2;
  return letter % 32;
}

/// The unit that an escape stands for which is none of a set, place or group.
char16_t RegexTranslator::character_escape() {
  const char16_t unit = pattern_[at_];
  if (is_octal(unit)) return octal();
  ++at_;
  switch (unit) {
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case 'x':
      return hex(2).value_or(unit);
    case 'u':
      return hex(4).value_or(unit);
    default:
      return unit;
  }
}

/// Up to three digits, up to 0377.
char16_t RegexTranslator::octal() {
  unsigned value = 0;
  for (int i = 0; i < 3 && more() && is_octal(pattern_[at_]); ++i) {
    const unsigned longer = value * 8 + (pattern_[at_] - u'0');
    if (longer > 0377) break;
    value = longer;
    ++at_;
  }
  return static_cast<char16_t>(value);
}

std::optional<char16_t> RegexTranslator::hex(std::size_t digits) {
  if (pattern_.size() - at_ < digits) return std::nullopt;
  unsigned value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const auto digit = hex_value(pattern_[at_ + i]);
    if (!digit) return std::nullopt;
    value = value * 16 + *digit;
  }
  at_ += digits;
  return static_cast<char16_t>(value);
}

// ---- classes ----

bool RegexTranslator::bracket() {
  const std::size_t begin = at_++;
  const bool negated = skip(u"^");
  UnitSet set;
  while (more() && pattern_[at_] != ']') {
    const std::size_t first_at = at_;
    Element first;
    Element last;
    if (!element(first)) return false;
    set.add(first.set);
    const bool range = next_is(u"-") && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']';
    if (!range) continue;
    ++at_;
    if (!element(last)) return false;
    set.add(last.set);
    if (!first.unit || !last.unit) {
      set.add('-', '-');
    } else if (*first.unit > *last.unit) {
      return fail(first_at, "a range that is out of order");
    } else {
      set.add(*first.unit, *last.unit);
    }
  }
  if (!skip(u"]")) return fail(begin, "a `[` that is never closed");
  append_set(set, negated, flags_.ignore_case, out_);
  last_ = Last::item;
  return true;
}

bool RegexTranslator::element(Element& read) {
  const char16_t unit = pattern_[at_];
  if (unit == '\\') return class_escape(read);
  ++at_;
  read.unit = unit;
  read.set.add(unit, unit);
  return true;
}

bool RegexTranslator::class_escape(Element& read) {
  const std::size_t begin = at_++;
  if (!more()) return fail(begin, "a `\\` with nothing behind it");
  const char16_t letter = pattern_[at_];
  if (auto set = class_letter(letter)) {
    ++at_;
    read.set = *std::move(set);
    return true;
  }
  if (letter == 'k' && any_name_) return fail(begin, "a `\\k` in a class");
  if (letter == 'b') {
    ++at_;
    read.unit = '\b';
  } else {
    read.unit = letter == 'c' ? control(true) : character_escape();
  }
  read.set.add(*read.unit, *read.unit);
  return true;
}

}  // namespace keyplate::compiler
