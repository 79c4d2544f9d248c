#include "runtime/evaluate/units.h"

#include <algorithm>
#include <cstring>

#include "grammar/unicode.h"

namespace keyplate::evaluate {
namespace {

bool is_high(char16_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low(char16_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

void wipe_units(std::u16string& units) {
  explicit_bzero(units.data(), units.size() * sizeof(char16_t));
}

}  // namespace

Units::~Units() {
  wipe_units(units_);
}

void Units::make_room(std::size_t more) {
  const std::size_t needed = units_.size() + more;
  if (needed <= units_.capacity()) return;
  std::u16string grown;
  grown.reserve(std::max(needed, needed + needed / 2));
  grown = units_;
  wipe_units(units_);
  units_.swap(grown);
}

void Units::append(std::u16string_view units) {
  make_room(units.size());
  units_.append(units);
}

void Units::append_utf8(std::string_view text) {
  make_room(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i).value_or(CodePoint{0xFFFD, 1});
    i += point.size;
    if (point.value < 0x10000) {
      units_ += static_cast<char16_t>(point.value);
    } else {
      units_ += static_cast<char16_t>(0xD800 + ((point.value - 0x10000) >> 10));
      units_ += static_cast<char16_t>(0xDC00 + ((point.value - 0x10000) & 0x3FF));
    }
  }
}

bool append(std::u16string_view units, Units& out, CallContext& context) {
  if (!context.budget().grow(out.size() * 2, units.size() * 2)) return false;
  out.append(units);
  return true;
}

Value text_of(std::u16string_view units, Flags flags) {
  TextBuilder text(units.size());
  std::string character;
  for (std::size_t i = 0; i < units.size(); ++i) {
    char32_t point = units[i];
    if (is_high(units[i]) && i + 1 < units.size() && is_low(units[i + 1])) {
      ++i;
      point = 0x10000 + ((point - 0xD800) << 10) + (units[i] - 0xDC00U);
    }
    character.clear();
    append_utf8(character, point);
    text.append(character);
  }
  return text.finish(flags);
}

}  // namespace keyplate::evaluate
