#include "compiler/regex_units.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace keyplate::compiler {
namespace {

constexpr char16_t last_ascii = 0x7F;
constexpr char16_t last_unit = 0xFFFF;

/// Letters whose upper or lower case is another letter's, in Unicode but not in JavaScript: long s,
/// theta symbol, capital sharp s, ohm, kelvin and angstrom signs.
constexpr char16_t alone[] = {0x17F, 0x3F4, 0x1E9E, 0x2126, 0x212A, 0x212B};

bool is_letter(char16_t unit) {
  return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
}

bool contains(const std::vector<UnitSet::Range>& ranges, char16_t unit) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const auto& range) { return range.first <= unit && unit <= range.last; });
}

std::string bracketed(const std::vector<UnitSet::Range>& ranges, bool negated) {
  std::string text = negated ? "[^" : "[";
  for (const auto& [first, last] : ranges) {
    append_unit(first, text);
    if (first == last) continue;
    text += '-';
    append_unit(last, text);
  }
  return text + "]";
}

std::string alone_set() {
  UnitSet set;
  for (const char16_t unit : alone) set.add(unit, unit);
  return bracketed(set.normal(), false);
}

/// A set in two parts: units of ASCII in both cases, and the others.
struct Parts {
  UnitSet ascii;
  UnitSet other;
  UnitSet alone;
};

Parts split(const UnitSet& set) {
  Parts parts;
  const auto ranges = set.normal();
  for (const auto& [first, last] : ranges) {
    if (first <= last_ascii) parts.ascii.add(first, std::min(last, last_ascii));
    if (last > last_ascii) parts.other.add(std::max<char16_t>(first, last_ascii + 1), last);
  }
  for (char16_t unit = 'A'; unit <= 'z'; ++unit) {
    const auto twin = static_cast<char16_t>(unit ^ 0x20);
    if (is_letter(unit) && contains(ranges, unit)) parts.ascii.add(twin, twin);
  }
  for (const char16_t unit : alone) {
    if (contains(ranges, unit)) parts.alone.add(unit, unit);
  }
  return parts;
}

/// Whether the other part has no letter that isn't there in both cases: it is empty, or all but
/// white space.
bool is_closed(const UnitSet& other) {
  const auto ranges = other.normal();
  if (ranges.empty()) return true;
  const auto missing = other.complement().normal();
  const auto spaces = space_units().normal();
  return std::all_of(missing.begin(), missing.end(), [&](const UnitSet::Range& range) {
    if (range.first <= last_ascii && range.last == last_ascii) return true;
    return std::any_of(spaces.begin(), spaces.end(), [&](const UnitSet::Range& space) {
      return space.first <= range.first && range.last <= space.last;
    });
  });
}

std::string caseless_set(const Parts& parts) {
  std::string text = "(?:";
  if (const auto ascii = parts.ascii.normal(); !ascii.empty())
    text += bracketed(ascii, false) + '|';
  if (const auto own = parts.alone.normal(); !own.empty()) text += bracketed(own, false) + '|';
  text += "(?![\\x{0}-\\x{7F}])(?!" + alone_set() + ")";
  return text + "(?i:" + bracketed(parts.other.normal(), false) + "))";
}

}  // namespace

void UnitSet::add(const UnitSet& other) {
  ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
}

std::vector<UnitSet::Range> UnitSet::normal() const {
  std::vector<Range> sorted = ranges_;
  std::sort(sorted.begin(), sorted.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  std::vector<Range> merged;
  for (const Range& range : sorted) {
    if (!merged.empty() && range.first <= static_cast<std::uint32_t>(merged.back().last) + 1) {
      merged.back().last = std::max(merged.back().last, range.last);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

UnitSet UnitSet::complement() const {
  UnitSet rest;
  std::uint32_t next = 0;
  for (const auto& [first, last] : normal()) {
    if (next < first) rest.add(static_cast<char16_t>(next), static_cast<char16_t>(first - 1));
    next = static_cast<std::uint32_t>(last) + 1;
  }
  if (next <= last_unit) rest.add(static_cast<char16_t>(next), last_unit);
  return rest;
}

UnitSet digit_units() {
  return {{'0', '9'}};
}

UnitSet word_units() {
  return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
}

UnitSet space_units() {
  return {{0x09, 0x0D},     {0x20, 0x20},     {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
          {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
}

void append_unit(char16_t unit, std::string& out) {
  const bool plain = is_letter(unit) || (unit >= '0' && unit <= '9') || unit == '_';
  if (plain) {
    out += static_cast<char>(unit);
  } else {
    out += fmt::format("\\x{{{:X}}}", static_cast<unsigned>(unit));
  }
}

void append_set(const UnitSet& set, bool negated, bool ignore_case, std::string& out) {
  const UnitSet& some = set;
  if (some.normal().empty()) {
    out += negated ? "." : "[^\\x{0}-\\x{FFFF}]";
    return;
  }
  if (!ignore_case) {
    out += bracketed(some.normal(), negated);
    return;
  }
  Parts parts = split(some);
  if (is_closed(parts.other)) {
    parts.ascii.add(parts.other);
    out += bracketed(parts.ascii.normal(), negated);
  } else if (negated) {
    out += "(?:(?!" + caseless_set(parts) + ").)";
  } else {
    out += caseless_set(parts);
  }
}

void append_caseless(char16_t unit, std::string& out) {
  if (unit > last_ascii || is_letter(unit)) {
    append_set({{unit, unit}}, false, true, out);
  } else {
    append_unit(unit, out);
  }
}

}  // namespace keyplate::compiler
