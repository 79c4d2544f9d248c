#pragma once
// What a vault's settings and the variables VAULT_* and BAO_* say together about where a server of
// Vault or OpenBao is, what is read there and how patiently. A setting beats a variable, BAO_X
// beats VAULT_X even when it is empty, and a failure names which of them it is about.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/glob.h"
#include "runtime/resolve/http/message.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/providers/hashicorp_api.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve {

struct HashicorpSettings {
  std::string vault;  ///< its name
  std::shared_ptr<const http::Endpoint> endpoint;
  std::string name_space;  ///< empty: none
  std::string mount;       ///< without a slash at its end
  std::optional<unsigned> kv_version;
  bool dynamic = false;
  std::vector<compiler::Glob> paths;  ///< what of a dynamic engine may be read
  bool follow_redirects = true;
  HashicorpPatience patience;
};

/// No network. Where the vault's `auth` is the ambient chain, an address of the workspace that is
/// not that of VAULT_ADDR is a failure: the token belongs to the latter.
Outcome<HashicorpSettings> hashicorp_settings(const VaultSettings& vault, const Session& session);

}  // namespace keyplate::resolve
