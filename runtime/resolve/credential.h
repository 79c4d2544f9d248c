#pragma once
// A credential setting, `{ env = ... }`, `{ file = ... }` or `{ command = [...] }`, as its bytes.

#include <optional>
#include <string_view>

#include "runtime/resolve/outcome.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve {

/// What the setting `key` of `vault` names, or nothing when it isn't set. The line end that closes
/// a file or a command's output doesn't count.
Outcome<std::optional<Secret>> read_credential(const VaultSettings& vault, std::string_view key,
                                               const Session& session);

}  // namespace keyplate::resolve
