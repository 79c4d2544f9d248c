#pragma once
// Which proxy a vault is reached by. The user's configuration comes first, then the provider's own
// variables, then the usual ones of the environment; some hosts never have one (S4).

#include <string>
#include <string_view>

#include "runtime/resolve/http/message.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve::http {

/// The settings `proxy` and `no_proxy` (an empty `proxy`: none); else `of_provider`, which knows no
/// exceptions; else `https_proxy`, `HTTPS_PROXY`, for http `http_proxy` (in lower case only, since
/// a server can be made to set the other), then `all_proxy`, `ALL_PROXY`, less `no_proxy`.
Proxy proxy_of(const VaultSettings& vault, const Session& session, const Origin& origin,
               std::string_view of_provider = {});

/// Hosts that no proxy can or may see: of this machine, of its link, and its metadata.
bool must_be_direct(std::string_view host);

/// Whether `exceptions` names the host: `*`, a domain and all beneath it, an address or a network,
/// separated by commas or spaces.
bool is_excepted(std::string_view exceptions, std::string_view host);

/// The proxy's URL for that endpoint; empty: it is reached directly.
std::string_view proxy_for(const Endpoint& endpoint);

/// Its host and port, without what may be secret.
std::string proxy_name(std::string_view url);

}  // namespace keyplate::resolve::http
