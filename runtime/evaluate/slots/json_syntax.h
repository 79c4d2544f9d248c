#pragma once
// Whether a text is one JSON value, as RFC 8259 has it.

#include <string_view>
#include <vector>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// What is said of a comment.
inline constexpr std::string_view no_comments = "JSON has no comments";

/// Where `text` is not JSON: its first comment and its first comma too many, behind which reading
/// goes on, and the first place where it can't. Linear in the text; a container may be nested in at
/// most 1,000 others.
std::vector<HostError> find_json_errors(std::string_view text);

}  // namespace keyplate::evaluate
