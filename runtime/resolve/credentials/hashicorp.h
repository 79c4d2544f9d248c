#pragma once
// Signing in to Vault and OpenBao: every `auth.type` of the provider's table, each a task that
// gives a token. Credentials are read from where the settings say at every login (files rotate).
// An `auth` that is written never falls back to another; its absence is the chain of tokens that
// the servers' own programs use. https://developer.hashicorp.com/vault/api-docs/auth

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
  std::string cure;                      ///< where another comes from if the server refuses it
  bool counted = false;                  ///< good for a number of requests, each of which uses one
  bool ours = false;  ///< made by this login, so another can be made when it ends
  bool once = false;  ///< made from a wrapped secret id, which is used up: there is no second
};

/// `tried` gets a row for every link of the chain that was looked at. All arguments must outlive
/// the task. A failure of a login is never repeated beyond its connection and the server's own
/// trouble (a server locks users out).
Task<HashicorpLogin> log_in_hashicorp(const VaultSettings& vault, const Session& session,
                                      const HashicorpApi& api,
                                      std::vector<protocol::ProbeStep>& tried);

/// The same login with identity, policies and time as the server knows them, for a probe: a read
/// needs none of it and spends no round trip on it. Asks only about tokens that were given to us;
/// one that may be renewed and is near its end is. `api` must outlive the task.
Task<HashicorpLogin> describe_token(HashicorpLogin login, const HashicorpApi& api);

/// Puts the client certificate of `auth = { type = "cert" }` into what the connection shows, since
/// that method's credential is the connection itself; whoever opens the endpoint calls it. Any
/// other `auth` changes nothing.
Outcome<void> add_client_certificate(http::Trust& trust, const VaultSettings& vault,
                                     const Session& session);

}  // namespace keyplate::resolve
