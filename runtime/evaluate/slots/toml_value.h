#pragma once
// Values in TOML's own syntax (TOML 1.0), on one line: basic strings, numbers, booleans, arrays,
// inline tables.

#include <optional>
#include <string>
#include <string_view>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/slot.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// What a bare key is made of.
inline constexpr ByteSet toml_bare_key{
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"};

/// What can't stand in a string of either kind as it is. A tab may, but is easily lost.
inline constexpr ByteSet toml_controls = ByteSet("").with_controls();

/// One byte as an escape of a basic string. REQUIRES: it is a control character, `"`, `\` or space.
void append_toml_escape(char c, TextBuilder& out);

/// `text` as it stands between the quotes of a basic string.
void append_toml_escaped(std::string_view text, TextBuilder& out);

/// The same with its quotes.
void append_toml_string(std::string_view text, TextBuilder& out);

/// A part of a key: bare if it can be, else quoted.
void append_toml_key(std::string_view text, TextBuilder& out);

/// Writes `value`, or says why TOML has nothing that holds it. Nothing when the budget ended.
std::optional<std::string> append_toml_value(const Value& value, TextBuilder& out,
                                             CallContext& context);

/// The text of a value, which must be UTF-8; `place` as append_scalar has it.
std::optional<Refusal> append_toml_text(const Value& value, std::string_view place,
                                        TextBuilder& out, CallContext& context);

}  // namespace keyplate::evaluate
