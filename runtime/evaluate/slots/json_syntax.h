#pragma once
// Whether a text is one JSON value, as RFC 8259 has it.

#include <optional>
#include <string_view>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// The first place where `text` stops being JSON, or nothing. Linear in the text; a container
/// may be nested in at most 1,000 others.
std::optional<HostError> find_json_error(std::string_view text);

}  // namespace keyplate::evaluate
