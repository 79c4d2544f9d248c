#pragma once
// JSONPath (RFC 9535) over values. A query looks at what JSON has: members and items that are
// undefined or functions are never matched. Work is charged to the context's budget. Neither the
// document nor what a regular expression was matched against is ever shown in a failure.
//
// Taint: a match keeps its own flags; all matches are secret where a filter compared, measured or
// matched a secret, for then which ones they are tells of it. A path that is a secret itself is the
// caller's to taint.

#include <cstddef>
#include <string_view>
#include <vector>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::compiler::jsonpath {
struct Query;
}

namespace keyplate::evaluate {

/// The first match of a path, in a dict, a list, or a text that is JSON; a path may be written as
/// Insomnia takes them (compiler/jsonpath/parse.h). The context fails where the text is no JSON,
/// the path isn't valid, or nothing matches.
Value jsonpath_first(const Value& document, std::string_view path, CallContext& context);

/// At most `most` matches in their order; any value is a document. To be dropped if the context
/// failed or the budget ended.
std::vector<Value> jsonpath_matches(const Value& document, const compiler::jsonpath::Query& query,
                                    std::size_t most, CallContext& context);

}  // namespace keyplate::evaluate
