#pragma once
// Text as the UTF-16 code units that JavaScript sees, for what must not mind where a pair of
// surrogates is cut: regular expressions and replacement. Halves that meet again in the same Units
// are a character again. Wiped when it goes.

#include <cstddef>
#include <string>
#include <string_view>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

class Units {
 public:
  Units() = default;
  explicit Units(std::string_view utf8) { append_utf8(utf8); }
  Units(const Units&) = delete;
  Units& operator=(const Units&) = delete;
  ~Units();

  void append(std::u16string_view units);
  void append_utf8(std::string_view text);
  std::u16string_view view() const { return units_; }
  std::size_t size() const { return units_.size(); }

 private:
  void make_room(std::size_t more);

  std::u16string units_;
};

/// Appends within the budget. False when it ended.
bool append(std::u16string_view units, Units& out, CallContext& context);

/// The text of the units; half of a pair is U+FFFD.
Value text_of(std::u16string_view units, Flags flags = 0);

}  // namespace keyplate::evaluate
