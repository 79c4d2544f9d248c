#pragma once
// Whether a text is a stream of YAML documents, as libyaml reads it: version 1.1, and of 1.2 what
// libyaml knows.

#include <string_view>
#include <vector>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// The first place where `text` is no YAML, if there is one.
std::vector<HostError> find_yaml_errors(std::string_view text);

}  // namespace keyplate::evaluate
