#pragma once
// Characters and tokens as Nunjucks' lexer cuts them. The island scanner and the grammar both use
// these, so they can't disagree on where a string ends. All functions are linear and stay in [p,
// end).

#include <array>
#include <cstddef>
#include <cstdint>

namespace keyplate::grammar {

/// A token ends where the class changes; a delimiter is a token by itself or with its neighbour.
enum class CharClass : std::uint8_t { word, space, delimiter, no_break_space_lead };

constexpr std::array<CharClass, 256> make_char_classes() {
  std::array<CharClass, 256> classes{};
  for (const char c : {' ', '\n', '\t', '\r'})
    classes[static_cast<unsigned char>(c)] = CharClass::space;
  for (const char c : {'(', ')', '[', ']', '{', '}', '%', '*', '-', '+', '~',
                       '/', '#', ',', ':', '|', '.', '<', '>', '=', '!'})
    classes[static_cast<unsigned char>(c)] = CharClass::delimiter;
  classes[0xC2] = CharClass::no_break_space_lead;  // U+00A0 is C2 A0
  return classes;
}
inline constexpr std::array<CharClass, 256> char_classes = make_char_classes();

/// The class of the character at `p`, where `p < end`.
inline CharClass class_at(const char* p, const char* end) {
  const CharClass c = char_classes[static_cast<unsigned char>(*p)];
  if (c != CharClass::no_break_space_lead) return c;
  const bool no_break_space = end - p > 1 && p[1] == '\xA0';
  return no_break_space ? CharClass::space : CharClass::word;
}

inline bool is_word(const char* p, const char* end) {
  return p != end && class_at(p, end) == CharClass::word;
}
inline bool is_quote(char c) {
  return c == '"' || c == '\'';
}
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_closing_bracket(char c) {
  return c == ')' || c == ']' || c == '}';
}

/// `r/` begins a regular expression wherever a token may begin.
inline bool starts_regex(const char* p, const char* end) {
  return end - p > 1 && p[0] == 'r' && p[1] == '/';
}
/// `{{`, `{%` or `{#`.
inline bool starts_island(const char* p, const char* end) {
  return end - p > 1 && p[0] == '{' && (p[1] == '{' || p[1] == '%' || p[1] == '#');
}
/// `}}` or `%}`, whichever island it would close.
inline bool ends_island(const char* p, const char* end) {
  return end - p > 1 && p[1] == '}' && (p[0] == '}' || p[0] == '%');
}

/// The run at `p`, which may be empty. Inline, like what is above: they run for every token.
inline const char* skip_space(const char* p, const char* end) {
  while (p != end && class_at(p, end) == CharClass::space)
    p += static_cast<unsigned char>(*p) < 0x80 ? 1 : 2;
  return p;
}
inline const char* skip_word(const char* p, const char* end) {
  for (;; ++p) {
    while (p != end && char_classes[static_cast<unsigned char>(*p)] == CharClass::word) ++p;
    if (!is_word(p, end)) return p;
  }
}
/// From the opening quote to behind the closing one; null when there is none.
const char* skip_string(const char* p, const char* end);
/// From `r/` to behind the flags; null when there is no closing slash.
const char* skip_regex(const char* p, const char* end);
/// Behind the token at `p`. An unterminated string or regular expression reaches to the end.
const char* skip_token(const char* p, const char* end);

// Behind the token of that kind at `p`, or null when another one or none is there.
const char* match_string(const char* p, const char* end);
const char* match_regex(const char* p, const char* end);
const char* match_unterminated(const char* p, const char* end);
const char* match_number(const char* p, const char* end);
/// A word that is neither a number nor `true`, `false`, `none` or `null`.
const char* match_name(const char* p, const char* end);
/// One character of a word: what must not follow a keyword.
const char* match_word_character(const char* p, const char* end);
/// Any word.
const char* match_word(const char* p, const char* end);

/// Behind the white space at `p` as JavaScript's `\s` has it, and before that which ends at `end`:
/// what `-` in a delimiter trims.
const char* trim_front(const char* p, const char* end);
const char* trim_back(const char* p, const char* end);

}  // namespace keyplate::grammar
