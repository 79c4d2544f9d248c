#pragma once
// JSON text and values. Reading keeps the order of members and the spelling of numbers; writing is
// JavaScript's `JSON.stringify`, but for numbers whose spelling is JSON's: they are written as
// spelled.

#include <string_view>

#include "compiler/result.h"
#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// One JSON value, every part with `flags`. The error names a byte and shows none of the text.
Result<Value> parse_json(std::string_view text, Flags flags = 0);

/// The value as JSON, marked `safe`; undefined if it is undefined or a function. With an `indent`,
/// every element has a line of its own.
Value json_text(const Value& value, std::string_view indent, CallContext& context);

/// Whether a byte can't stand in a JSON string as it is, and how it is written there (RFC 8259, 7).
bool needs_json_escape(char c);
void append_json_escape(char c, TextBuilder& out);

/// Appends a text with its quotes, as JSON.
bool append_json_string(std::string_view text, TextBuilder& out, CallContext& context);

}  // namespace keyplate::evaluate
