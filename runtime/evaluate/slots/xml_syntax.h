#pragma once
// Whether a text is a well-formed XML document, as expat reads it. Nothing outside of the text is
// ever read, and what entities may grow to is bounded.

#include <string_view>
#include <vector>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// The first place where `text` is not well-formed, if any.
std::vector<HostError> find_xml_errors(std::string_view text);

/// Whether the XML declaration that begins `text` names an encoding other than UTF-8.
bool declares_other_than_utf8(std::string_view text);

}  // namespace keyplate::evaluate
