#pragma once
// Which certificates a vault's connection trusts: the first place that names some, alone. A place
// that can't be read or holds none is a failure, not a reason to go on to the next.

#include <string>

#include "runtime/resolve/http/message.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve::http {

/// A variable of the provider's own as it was found. Empty value: it isn't set.
struct TrustVariable {
  std::string name;
  std::string value;
};
struct TrustVariables {
  TrustVariable file;    ///< `VAULT_CACERT`: PEM
  TrustVariable pem;     ///< `VAULT_CACERT_BYTES`: the certificates themselves
  TrustVariable folder;  ///< `VAULT_CAPATH`
};

/// The setting `ca_file`; else the first of `of_provider`; else `SSL_CERT_FILE` and `SSL_CERT_DIR`,
/// both of them; else all is empty, which means the system's. Names and client certificates are the
/// caller's to add.
Outcome<Trust> trust_of(const VaultSettings& vault, const Session& session,
                        const TrustVariables& of_provider = {});

}  // namespace keyplate::resolve::http
