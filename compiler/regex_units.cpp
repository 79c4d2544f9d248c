#include "compiler/regex_units.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace keyplate::compiler {
namespace {

constexpr char16_t last_ascii = 0x7F;
constexpr char16_t last_unit = 0xFFFF;

/// Letters whose other case is more than one letter, or another letter's, so that JavaScript gives
/// them none where Unicode's simple folding does: long s, theta symbol, capital sharp s, Greek with
/// an iota below or beside, ohm, kelvin and angstrom signs.
UnitSet alone_units() {
  return {{0x17F, 0x17F},   {0x3F4, 0x3F4},   {0x1E9E, 0x1E9E}, {0x1F80, 0x1FAF},
          {0x1FB3, 0x1FB3}, {0x1FBC, 0x1FBC}, {0x1FC3, 0x1FC3}, {0x1FCC, 0x1FCC},
          {0x1FF3, 0x1FF3}, {0x1FFC, 0x1FFC}, {0x2126, 0x2126}, {0x212A, 0x212B}};
}

UnitSet without(const UnitSet& set, const UnitSet& removed) {
  UnitSet rest = set.complement();
  rest.add(removed);
  return rest.complement();
}

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

/// A set in three parts: units of ASCII in both cases, those without another case, and the others.
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
  parts.alone = without(parts.other, without(parts.other, alone_units()));
  parts.other = without(parts.other, alone_units());
  return parts;
}

/// Whether the other part has no letter that isn't there in both cases: it is empty, or all but
/// white space.
bool is_closed(const Parts& parts) {
  if (parts.other.normal().empty()) return true;
  UnitSet missing = without(parts.other.complement(), alone_units());
  UnitSet caseless = space_units();
  caseless.add(0, last_ascii);
  return without(missing, caseless).normal().empty();
}

std::string caseless_set(const Parts& parts) {
  std::string text = "(?:";
  if (const auto ascii = parts.ascii.normal(); !ascii.empty())
    text += bracketed(ascii, false) + '|';
  if (const auto own = parts.alone.normal(); !own.empty()) text += bracketed(own, false) + '|';
  text += "(?![\\x{0}-\\x{7F}])(?!" + bracketed(alone_units().normal(), false) + ")";
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
  if (is_closed(parts)) {
    parts.ascii.add(parts.alone);
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
