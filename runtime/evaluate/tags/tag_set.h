#pragma once
// Every tag that is a function of its arguments and the World, and what they share to read their
// arguments. A reader that returns nothing has failed the context.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "runtime/evaluate/tags.h"

namespace keyplate::evaluate::tags {

using Arguments = std::span<const Value>;
using Signature = Value(Arguments arguments, TagContext& context);

Signature base64, faker, file, hash, jsonpath, now, os, prompt, uuid;

/// Whether an argument was left out: not given, none or "".
bool is_absent(const Value& argument);

/// Which of the field's choices was given or, if none was, is its fallback.
std::optional<std::string_view> choice(Arguments arguments, std::size_t field, TagContext& context);

/// The argument as a text; a number or boolean as it prints.
std::optional<Value> text(Arguments arguments, std::size_t field, TagContext& context);

}  // namespace keyplate::evaluate::tags
