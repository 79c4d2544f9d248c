#pragma once
// The tables of rows as documents for people. What is printed is committed; a test says when it is
// stale.

#include <string>

namespace keyplate::compiler {

/// docs/workspace.md: every table, setting and way to authenticate of a workspace file.
std::string describe_workspace();

/// docs/filters.md: every filter, test and function that a template may use.
std::string describe_filters();

}  // namespace keyplate::compiler
