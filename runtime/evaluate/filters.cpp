#include "runtime/evaluate/filters.h"

#include <algorithm>
#include <array>

#include "compiler/tables.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"

namespace keyplate::evaluate {

namespace filters {

Value debug(const Value& input, Arguments, CallContext&) {
  return input;
}

Value default_(const Value& input, Arguments arguments, CallContext&) {
  const bool absent = truthy(arguments[1]) ? !truthy(input) : input.is(Kind::undefined);
  const Value& chosen = absent ? arguments[0] : input;
  return arguments[1].secret() ? chosen.made_secret() : chosen;
}

}  // namespace filters

namespace {

// clang-format off
constexpr std::array<FilterImplementation, compiler::filter_count> all_filters = {{
  /* abs          */ {filters::abs},
  /* base64       */ {filters::base64},
  /* base64decode */ {filters::base64decode},
  /* batch        */ {filters::batch, Taint::elements},
  /* capitalize   */ {filters::capitalize},
  /* center       */ {filters::center},
  /* d            */ {filters::default_, Taint::choice},
  /* debug        */ {filters::debug, Taint::elements},
  /* default      */ {filters::default_, Taint::choice},
  /* dictsort     */ {filters::dictsort},
  /* dump         */ {filters::dump, Taint::host_text},
  /* e            */ {filters::escape},
  /* escape       */ {filters::escape},
  /* first        */ {filters::first, Taint::elements},
  /* float        */ {filters::float_},
  /* forceescape  */ {filters::forceescape},
  /* groupby      */ {filters::groupby},
  /* hex          */ {filters::hex},
  /* indent       */ {filters::indent},
  /* int          */ {filters::int_},
  /* join         */ {filters::join},
  /* jsonpath     */ {filters::jsonpath, Taint::choice},
  /* last         */ {filters::last, Taint::elements},
  /* length       */ {filters::length},
  /* list         */ {filters::list, Taint::elements},
  /* lower        */ {filters::lower},
  /* nl2br        */ {filters::nl2br},
  /* random       */ {filters::random, Taint::elements},
  /* raw          */ {filters::raw, Taint::host_text},
  /* reject       */ {filters::reject},
  /* rejectattr   */ {filters::rejectattr},
  /* replace      */ {filters::replace},
  /* reverse      */ {filters::reverse, Taint::elements},
  /* round        */ {filters::round},
  /* safe         */ {filters::safe, Taint::host_text},
  /* select       */ {filters::select},
  /* selectattr   */ {filters::selectattr},
  /* sha256       */ {filters::sha256},
  /* slice        */ {filters::slice, Taint::elements},
  /* sort         */ {filters::sort},
  /* string       */ {filters::string},
  /* striptags    */ {filters::striptags},
  /* sum          */ {filters::sum},
  /* title        */ {filters::title},
  /* trim         */ {filters::trim},
  /* truncate     */ {filters::truncate},
  /* upper        */ {filters::upper},
  /* urlencode    */ {filters::urlencode},
  /* urlize       */ {filters::urlize},
  /* wordcount    */ {filters::wordcount},
}};
// clang-format on

bool is_container(const Value& value) {
  return value.is(Kind::list) || value.is(Kind::dict);
}

/// Whether all of the result is secret. Only lists and dicts have elements with flags of their own.
bool tainted(Taint taint, const Value& input, std::span<const Value> arguments) {
  if (taint == Taint::choice) return false;
  const bool by_argument = std::any_of(arguments.begin(), arguments.end(),
                                       [](const Value& argument) { return argument.secret(); });
  const bool whole = taint != Taint::elements || !is_container(input);
  return by_argument || (whole && input.secret());
}

}  // namespace

std::span<const FilterImplementation> filter_implementations() {
  return all_filters;
}

Value call_filter(std::size_t index, const Value& input, std::span<const Value> arguments,
                  CallContext& context) {
  const auto& [call, taint] = all_filters[index];
  return marked(taint, call(input, arguments, context), input, arguments);
}

Value marked(Taint taint, Value result, const Value& input, std::span<const Value> arguments) {
  if (result.is_absorbing()) return result;
  if (tainted(taint, input, arguments)) result = result.made_secret();
  Flags flags = result.flags() & static_cast<Flags>(~flag::literal);
  if (taint == Taint::elements && is_container(result))
    flags = static_cast<Flags>(flags | (input.flags() & flag::secret));
  const bool keeps_marks = taint != Taint::everything;
  if (result.secret() && !keeps_marks) flags = static_cast<Flags>(flags & ~flag::safe);
  return std::move(result).with_flags(flags);
}

}  // namespace keyplate::evaluate
