#pragma once
// A provider as the resolver sees it: an opened vault, which connects (logs in, asks what it must
// know once) and then reads secrets by their references, both as tasks that touch no socket. `key`,
// `path`, `binary`, deduplication, retries and the cache are not its business. To add a
// provider: one row in table.cpp, one file.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/resolve/outcome.h"
#include "runtime/resolve/session.h"
#include "runtime/resolve/task.h"

namespace keyplate::resolve {

/// A secret's bytes as the server has them.
struct Fetched {
  Secret bytes;
  /// How long they may be kept at most (a lease, an expiry); nothing: as long as the reader likes.
  std::optional<std::chrono::seconds> lifetime;
  bool keep = true;  ///< false: for this run only, such as what a dynamic engine has minted
};

/// How a vault was connected, for people; no secret in it.
using Connected = protocol::ProbeReport;

class Provider {
 public:
  virtual ~Provider() = default;

  /// Makes reads possible. Done before the first read, and again after one has failed as
  /// `unauthenticated` or when `lasts_s` of the last have passed; never twice at the same time. All
  /// that it finds it keeps for the reads.
  virtual Task<Connected> connect(const Session& session) {
    (void)session;
    return Connected{};
  }
  /// Connects, and asks the server who that is: what a person wants to know and a read need not.
  virtual Task<Connected> probe(const Session& session) { return connect(session); }
  /// One secret. REQUIRES: connected. `session` and the provider outlive the task.
  virtual Task<Fetched> read(const Reference& reference, const Session& session) = 0;
  /// What else than name, version and stage decides what a read gives, where it is read and as
  /// whom: endpoint, namespace, mount, and the complete authenticating material. The resolver keys
  /// its cache with an HMAC of it; empty: nothing of this vault is kept beyond a run.
  /// REQUIRES: connected.
  virtual Secret identity() const { return {}; }
  /// The links of a chain of credentials that `connect` looked at so far.
  virtual std::vector<protocol::ProbeStep> tried() const { return {}; }
};

using OpenProvider = Outcome<std::unique_ptr<Provider>> (*)(const VaultSettings& vault,
                                                            Session& session);

Outcome<std::unique_ptr<Provider>> open_env(const VaultSettings& vault, Session& session);
Outcome<std::unique_ptr<Provider>> open_hashicorp(const VaultSettings& vault, Session& session);
Outcome<std::unique_ptr<Provider>> open_local(const VaultSettings& vault, Session& session);

/// Opens a vault with the provider that its settings name. Reads its settings and what the user's
/// machine holds for it (variables, files, a person's answer); no network.
Outcome<std::unique_ptr<Provider>> open_provider(const VaultSettings& vault, Session& session);

}  // namespace keyplate::resolve
