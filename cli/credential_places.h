#pragma once
// Which parts of a line of a workspace file or user configuration may be a credential. An excerpt
// shows none of them, whatever is wrong with the line: its key may be misspelled, it may be no TOML
// at all.

#include <cstdint>
#include <string_view>
#include <vector>

#include "grammar/span.h"

namespace keyplate::cli {

/// Of the line that holds `offset`: each value in the tables of `[vaults]` and `[[auth]]`, or on a
/// line that names a credential, except those of settings that are known to hold none.
std::vector<Span> credentials_on_line(std::string_view text, std::uint32_t offset);

}  // namespace keyplate::cli
