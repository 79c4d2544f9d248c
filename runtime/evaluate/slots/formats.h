#pragma once
// The host formats: what a file is in, by its name, and the lexer of each.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "compiler/workspace.h"
#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// Where no rule and no extension tells.
inline constexpr std::string_view unknown_format = "unknown";

/// The format of a file: `[formats]` first, then its extension; `.tmpl`, `.tpl`, `.njk` and `.j2`
/// are stripped before either looks. `path` is relative to the workspace.
std::string format_of(std::string_view path, std::span<const compiler::FormatRule> rules);

/// Whether a file may be said to be in that format (`[formats]`, `--host-format`).
bool is_format(std::string_view format);

/// A lexer for `format`. For one that nobody knows it copies, and holds back secrets which could
/// mean something to some format.
std::unique_ptr<HostLexer> make_lexer(std::string_view format);

}  // namespace keyplate::evaluate
