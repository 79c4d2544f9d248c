#pragma once
// Values as YAML 1.1 and 1.2 readers alike read them back: which characters a place may hold, when
// a word means itself without quotes, how a text is written between double quotes, and values of
// any kind in flow style.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// Implicit keys may take no more characters (YAML 1.2.2, 7.4.2).
inline constexpr std::size_t longest_yaml_key = 1024;

inline bool is_yaml_blank(char c) {
  return c == ' ' || c == '\t';
}
inline bool is_yaml_break(char c) {
  return c == '\n' || c == '\r';
}
/// What ends a plain scalar inside brackets.
inline bool is_yaml_flow(char c) {
  return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
}

/// What `text` holds that stands as it is only in double quotes, as half a sentence; empty:
/// nothing. With `lines`, `\n` is no such thing. YAML 1.1 takes NEL, LS and PS for line breaks; a
/// carriage return is read back as a line feed (5.4); what is not printable (5.1) is refused by
/// readers.
std::string_view unprintable_in_yaml(std::string_view text, bool lines);

/// Appends what stands between double quotes for `text`. False: it is not UTF-8, which no YAML file
/// holds.
bool append_yaml_escaped(std::string_view text, TextBuilder& out);
/// Where the first character above ASCII is that it escapes, and DEL; the size of `text`: nowhere.
std::size_t find_yaml_escaped(std::string_view text);
/// One byte of it as `\xNN`.
void append_yaml_hex(char c, TextBuilder& out);

/// Whether `text` is a word that every reader takes for the same string where a value may stand.
bool is_yaml_word(std::string_view text, bool flow);

/// Whether a reader of YAML 1.1 or 1.2 may take the plain scalar for a number, boolean, null, date,
/// merge key or default value.
bool is_yaml_implicit(std::string_view plain);

/// Appends a number with its dot and sign, without which YAML 1.1 takes one with an exponent for a
/// string.
void append_yaml_number(const Value& number, TextBuilder& out);

/// Appends a value in flow style, on one line; `flow`: it stands inside brackets. Or says why YAML
/// has nothing that holds it; nothing when the budget ended.
std::optional<std::string> append_yaml_value(const Value& value, bool flow, TextBuilder& out,
                                             CallContext& context);

}  // namespace keyplate::evaluate
