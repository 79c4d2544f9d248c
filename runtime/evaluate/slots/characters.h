#pragma once
// Bytes as host lexers look at them: sets of them, and how a message names one without showing
// anything else of a value.

#include <array>
#include <string>
#include <string_view>

namespace keyplate::evaluate {

/// A set of bytes that is asked in one step.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view members) {
    for (const char c : members) has_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }
  constexpr ByteSet with(std::string_view members) const {
    ByteSet both = *this;
    for (const char c : members) both.has_[static_cast<unsigned char>(c)] = true;
    return both;
  }
  constexpr ByteSet without(std::string_view members) const {
    ByteSet fewer = *this;
    for (const char c : members) fewer.has_[static_cast<unsigned char>(c)] = false;
    return fewer;
  }
  /// The same and every control character of ASCII.
  constexpr ByteSet with_controls() const {
    ByteSet both = *this;
    for (std::size_t c = 0; c < 0x20; ++c) both.has_[c] = true;
    both.has_[0x7F] = true;
    return both;
  }
  /// Where the first of them stands at `from` or behind it, npos if none does.
  constexpr std::size_t find_in(std::string_view text, std::size_t from = 0) const {
    while (from < text.size() && !has(text[from])) ++from;
    return from < text.size() ? from : std::string_view::npos;
  }
  /// The same of the first that is none of them.
  constexpr std::size_t find_other_in(std::string_view text, std::size_t from = 0) const {
    while (from < text.size() && has(text[from])) ++from;
    return from < text.size() ? from : std::string_view::npos;
  }

 private:
  std::array<bool, 256> has_{};
};

/// Where the first U+2028 or U+2029 stands, which end a line for JavaScript; npos if none does.
std::size_t find_line_separator(std::string_view text);

/// A character for a message: itself if it can be seen, else what kind it is.
std::string kind_of_character(char c);

}  // namespace keyplate::evaluate
