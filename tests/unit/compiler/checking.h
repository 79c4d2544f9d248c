#pragma once
// A check as one line of text for tests: `unknown-vault "'prd'" [dev]`, one finding after another.

#include <string>
#include <string_view>

namespace checking {

/// Findings in a template: against the workspace, or outside of one when `workspace` is empty.
std::string findings(std::string_view text, std::string_view workspace);

/// Findings in the strings of the workspace's environments.
std::string variable_findings(std::string_view workspace);

}  // namespace checking
