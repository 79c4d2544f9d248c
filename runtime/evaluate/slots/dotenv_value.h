#pragma once
// What the dialects of dotenv can hold where, and why not.

#include <optional>
#include <string>
#include <string_view>

#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/dotenv_syntax.h"
#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

inline constexpr ByteSet dotenv_bare_set{dotenv_bare};
inline constexpr ByteSet variable_name_set{
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"};

/// Why the readers of `portable` don't all read `text` alike, or at all, between those quotes and
/// behind the byte `before`.
std::optional<std::string> portable_lacks(std::string_view text, char quote, char before);

/// The quotes that hold `text` for all of them, single ones if both do; 0: neither.
char portable_quote(std::string_view text);

/// The same as `portable_lacks`, with the cure if there is one. A `quote` of 0 is for what is a
/// whole value, which no quotes hold.
std::optional<std::string> portable_refusal(std::string_view text, char quote, char before);

/// The island that printed a part of a variable's name, until the `=` comes that makes it one.
class PrintedName {
 public:
  void print(const HostText& out) { island_ = out.island(); }
  void complete() { island_.reset(); }
  /// No `=` follows: a shell would run what stands there.
  void refuse(HostText& out);

 private:
  std::optional<IslandId> island_;
};

/// Prints a part of a variable's name, its first if it `begins` it.
std::optional<Refusal> print_variable_name(const Value& value, bool begins, HostText& out,
                                           CallContext& context);

/// Prints what ends no comment, if `portable` for no reader of that dialect.
std::optional<Refusal> print_dotenv_comment(const Value& value, bool portable, HostText& out,
                                            CallContext& context);

}  // namespace keyplate::evaluate
