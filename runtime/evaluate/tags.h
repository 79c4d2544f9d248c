#pragma once
// How tags are called: as filters are, with one value a field of the row, undefined where none was
// given. The table of implementations has the order and length of compiler::tags().
//
// Before a tag is called, its texts have been unwrapped (`b64::...::46b`), a required argument that
// is undefined and a path that comes from a secret have been refused. Afterwards the caller makes
// the result secret when an argument is; an implementation adds only what the world's answer is.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/tables.h"
#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"
#include "runtime/evaluate/world_calls.h"

namespace keyplate::evaluate {

struct TagContext {
  CallContext& call;
  WorldCalls& world;
  const CallSite& site;
  std::span<const compiler::FieldSpec> fields;  ///< of the row
};

/// No value is pending, failed or a table at any depth. A failed result is one of WorldCalls.
using Tag = Value (*)(std::span<const Value> arguments, TagContext& context);

/// By index of compiler::tags(); null: the evaluator's own (it reads a vault), or the tag needs a
/// running Insomnia.
std::span<const Tag> tag_implementations();

}  // namespace keyplate::evaluate
