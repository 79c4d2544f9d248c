#pragma once
// What the name rules are made of: the first character that a name may not hold, and its length.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/field.h"
#include "grammar/lexical.h"

namespace keyplate::compiler {

inline bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
inline bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
using grammar::is_digit;
inline bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
inline bool is_alphanumeric(char c) {
  return is_lower(c) || is_upper(c) || is_digit(c);
}

/// The characters of ASCII that a name may hold, and a clause that says so.
struct Alphabet {
  bool (*holds)(char character);
  std::string_view described;  ///< "letters, digits and `-` are what a region may hold"
};

/// "has a space; ...", "has `$`; ...": the first character that isn't of the alphabet.
std::optional<NameProblem> outside(std::string_view value, const Alphabet& alphabet);

/// "is empty; ...", "has 600 characters; ...". REQUIRES: least > 0. For text of ASCII: counts
/// bytes.
std::optional<NameProblem> wrong_length(std::string_view value, std::size_t least, std::size_t most,
                                        std::string_view what);

/// A problem with the part of `value` that `part`, a view into it, is.
NameProblem problem_of(std::string_view value, std::string_view part, std::string reason);

/// Whether all characters are of that kind, and there is one.
bool all_of(std::string_view value, bool (*holds)(char character));

/// A path of names between slashes: no empty part, no `.` or `..`, no control character.
std::optional<NameProblem> path_problem(std::string_view value, std::string_view what);

/// A value as a message shows it: cut where it is long, control characters made visible.
std::string shown(std::string_view text);

}  // namespace keyplate::compiler
