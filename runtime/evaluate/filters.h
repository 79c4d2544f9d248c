#pragma once
// How filters and tests are called: the evaluator binds arguments to the row's fields by position
// and by keyword, so an implementation sees one value a field, undefined where none was given.
// Tables of implementations have the order and length of compiler::filters(), tests() and
// globals().
//
// Taint: an implementation need not think of it. All filters go through `call_filter`, which makes
// the result secret as the row's Taint says, takes `literal` away, and `safe` too from a secret
// that wasn't made host text on purpose.

#include <cstdint>
#include <span>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// `arguments` has one value a field of the row. No value is pending, failed or a table at any
/// depth; captured ones have become strings.
using Filter = Value (*)(const Value& input, std::span<const Value> arguments,
                         CallContext& context);

enum class Taint : std::uint8_t {
  everything,  ///< a secret input or argument makes all of the result secret
  host_text,   ///< the same, and the result stays host text: `safe`, `raw` and `dump`
  elements,    ///< holds only elements of the input, each with its own flags; a secret argument
               ///< makes all of the result secret
  choice,      ///< is the input or an argument, with its own flags
};

struct FilterImplementation {
  Filter call = nullptr;
  Taint taint = Taint::everything;
};

/// `value is NAME(arguments)`.
using Test = bool (*)(const Value& value, std::span<const Value> arguments, CallContext& context);

/// By index of compiler::filters().
std::span<const FilterImplementation> filter_implementations();
/// What it returns is to be dropped if the context failed or the
/// budget ended. `random` has one argument more than its row, the chance.
Value call_filter(std::size_t index, const Value& input, std::span<const Value> arguments,
                  CallContext& context);
/// What a call with that taint made of the input, with the flags that it has to have.
Value marked(Taint taint, Value result, const Value& input, std::span<const Value> arguments);
/// By index of compiler::tests().
std::span<const Test> test_implementations();
/// The value of a row of compiler::globals(): a function, new each time it is asked for.
Value make_global(std::uint16_t index);

}  // namespace keyplate::evaluate
