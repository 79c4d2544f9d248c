#pragma once
// JavaScript's `replace`, for the method and the filter: matches of a regular expression or of a
// text are replaced by what a template with `$1` and its like makes of each, or by what a function
// returns for it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/regex_object.h"

namespace keyplate::evaluate {

/// `text.replace(regex, replacement)`: the first match, or all if the expression is global.
Value replace_matches(const Value& text, RegexObject& regex, const Value& replacement,
                      CallContext& context);

/// `text.replace(wanted, replacement)`, or `replaceAll`.
Value replace_text(const Value& text, std::string_view wanted, const Value& replacement, bool all,
                   CallContext& context);

/// All matches from the start on, as a global expression finds them, each behind the last.
std::vector<RegexSearch::Match> all_matches(RegexSearch& search, CallContext& context);

}  // namespace keyplate::evaluate
