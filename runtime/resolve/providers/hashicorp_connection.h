#pragma once
// One vault of Vault or OpenBao after its login: what every kind of read of it shares. Tasks hold
// on to it, so it must outlive them.

#include <optional>
#include <string>
#include <string_view>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/credentials/hashicorp.h"
#include "runtime/resolve/http/message.h"
#include "runtime/resolve/providers/hashicorp_api.h"
#include "runtime/resolve/providers/hashicorp_settings.h"
#include "runtime/resolve/providers/provider.h"
#include "runtime/resolve/task.h"

namespace keyplate::resolve {

struct HashicorpConnection {
  HashicorpSettings settings;
  HashicorpApi api;
  HashicorpLogin login;
  unsigned logins = 0;                 ///< how many there were: which one a request was made with
  std::optional<unsigned> kv_version;  ///< pinned or detected
  TimePoint good_until{};              ///< until then the token is taken for good, unasked
};

/// What is asked for and what the token must be allowed for that: for messages.
struct HashicorpAsk {
  std::string path;   ///< below `/v1/`, as policies name it
  std::string query;  ///< encoded, without `?`; may be empty
  RetryRule rule = vault_read;
};

/// The answer to a read, whatever its status, but for redirects, of which one to the same server is
/// followed, and refusals: a 403 is a failure that tells a dead token from a missing policy.
Task<http::Response> ask_hashicorp(HashicorpConnection& connection, HashicorpAsk ask);

/// Fails as `unauthenticated` when the token is not valid any more. Asks the server, but not again
/// within moments, nor with a token whose uses are counted; what is true says nothing else.
Task<bool> look_up_token(HashicorpConnection& connection);

/// Which version of KV is mounted there, 1 or 2.
Task<unsigned> detect_kv_version(HashicorpConnection& connection);

/// REQUIRES: `connection.kv_version`.
Task<Fetched> read_kv(HashicorpConnection& connection, const Reference& reference);
Task<Fetched> read_dynamic(HashicorpConnection& connection, const Reference& reference);

/// "reading `secret/data/app`"
std::string reading(std::string_view path);

}  // namespace keyplate::resolve
