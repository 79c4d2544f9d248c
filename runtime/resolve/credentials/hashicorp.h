#pragma once
// Signing in to Vault and OpenBao: every `auth.type` of the provider's table, each a task that
// gives a token. Credentials are read from where the settings say at every login (files rotate).
// https://developer.hashicorp.com/vault/api-docs/auth

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/protocol/message.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/providers/hashicorp_api.h"
#include "runtime/resolve/session.h"
#include "runtime/resolve/task.h"

namespace keyplate::resolve {

struct HashicorpLogin {
  Secret token;          ///< empty where a local agent adds its own
  std::string link;      ///< which link of the chain answered: "VAULT_TOKEN", "~/.vault-token",
                         ///< "AppRole at auth/approle"
  std::string identity;  ///< as the server told it; may be empty
  std::vector<std::string> policies;
  std::optional<std::uint64_t> lasts_s;  ///< seconds; nothing: unknown, or for ever
  bool ours = false;  ///< made by this login, so another can be made when it ends
};

/// `tried` gets a row for every link of the chain that was looked at; it must outlive the task.
/// A failure of a login is never repeated beyond its connection (a server locks users out).
Task<HashicorpLogin> log_in_hashicorp(const VaultSettings& vault, const Session& session,
                                      const HashicorpApi& api,
                                      std::vector<protocol::ProbeStep>& tried);

}  // namespace keyplate::resolve
