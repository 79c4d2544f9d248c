#pragma once
// The identity token of a GitHub Actions job, for whoever trusts GitHub to say which job it is. The
// job's own variables say where it is asked for; its request token goes there and nowhere else.
// https://docs.github.com/en/actions/reference/security/oidc

#include <string>
#include <string_view>

#include "runtime/resolve/outcome.h"
#include "runtime/resolve/session.h"
#include "runtime/resolve/task.h"

namespace keyplate::resolve {

/// A token for `audience`, asked for by the proxy that `vault` says. `session` must outlive the
/// task.
Task<Secret> github_oidc_token(const std::string& audience, const VaultSettings& vault,
                               const Session& session);

/// A setting of type `jwt`, which must be there: a credential as read_credential reads it, or
/// `{ github_oidc = "AUDIENCE" }`. It is UTF-8. `session` must outlive the task.
Task<Secret> read_jwt(const VaultSettings& vault, std::string_view key, const Session& session);

}  // namespace keyplate::resolve
