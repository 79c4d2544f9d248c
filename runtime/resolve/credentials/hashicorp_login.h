#pragma once
// What the methods of hashicorp.h share: where a login goes, how it is sent, what its answer means.
// A method reads its credentials, makes one body and sends it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/resolve/credentials/hashicorp.h"

namespace keyplate::resolve {

/// The first value of a setting; empty where it isn't set.
std::string setting_text(const VaultSettings& vault, std::string_view key);

/// What a method works with; all of it outlives the login's task.
struct HashicorpAuth {
  const VaultSettings& vault;
  const Session& session;
  const HashicorpApi& api;
  std::vector<protocol::ProbeStep>& tried;

  std::string text(std::string_view key) const;
  /// Whether one of the sources of a credential is named.
  bool has(std::string_view key) const;
  /// A credential that must be there, as text that JSON can hold.
  Outcome<Secret> credential(std::string_view key) const;
};

/// Where and as whom a login is made, for its path and for people.
struct LoginPlace {
  std::string method;  ///< "AppRole"
  std::string mount;   ///< "approle": between `auth/` and `/login`
  std::string who;     ///< " as `alice`", " with the role `web`", or nothing
  std::string check;   ///< what to look at when the server refuses

  std::string name() const;  ///< "AppRole at auth/approle"
  /// `auth/{mount}/{rest}`, encoded; `rest` is already.
  std::string path(std::string_view rest) const;
};

/// The place with the vault's own `mount`, or else the one that the server's documentation has.
LoginPlace place_of(const HashicorpAuth& auth, std::string method, std::string_view mount);
/// " with the role `web`" of `auth.role`, or nothing.
std::string role_phrase(const HashicorpAuth& auth);
/// `auth.role`, or nothing where it isn't set.
std::optional<std::string> role_of(const HashicorpAuth& auth);

/// ": permission denied; ...": what a server said, as the end of a sentence.
std::string joined(const std::vector<std::string>& lines);

/// Sends the login and reads its answer.
Task<HashicorpLogin> send_login(const HashicorpAuth& auth, LoginPlace place, Exchange login);

/// "the token from VAULT_TOKEN holds ..." where a header can't carry it.
Outcome<void> check_token(const Secret& token, std::string_view from);

using LogIn = Task<HashicorpLogin> (*)(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_by_chain(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_token(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_approle(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_userpass(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_ldap(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_jwt(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_browser(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_kubernetes(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_aws(const HashicorpAuth& auth);
Task<HashicorpLogin> log_in_with_certificate(const HashicorpAuth& auth);

}  // namespace keyplate::resolve
