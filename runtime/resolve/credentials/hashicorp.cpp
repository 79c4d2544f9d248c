#include "runtime/resolve/credentials/hashicorp.h"

#include <fmt/core.h>

#include <utility>

#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/credential_file.h"
#include "runtime/resolve/credentials/hashicorp_login.h"

namespace keyplate::resolve {
namespace {

struct AuthRow {
  std::string_view type;
  LogIn log_in;
};
constexpr AuthRow auth_rows[] = {
    {"", log_in_by_chain},
    {"default", log_in_by_chain},
    {"token", log_in_with_token},
    {"approle", log_in_with_approle},
    {"userpass", log_in_with_userpass},
    {"ldap", log_in_with_ldap},
    {"jwt", log_in_with_jwt},
    {"oidc", log_in_with_browser},
    {"kubernetes", log_in_with_kubernetes},
    {"aws", log_in_with_aws},
    {"cert", log_in_with_certificate},
};

/// The path of a file that must be there: OpenSSL would say less about one that isn't.
Outcome<std::string> existing_file(std::string_view key, const VaultSettings& vault,
                                   const Session& session) {
  const std::string path = TRY(session.absolute_path(setting_text(vault, key)));
  const CredentialFile file = TRY(read_credential_file(path, Privacy::any));
  if (file.exists) return path;
  return fail(ErrorKind::config_invalid, fmt::format("`{}` does not exist", visible(path)),
              fmt::format("`{}` of vault `{}` names it", key, visible(vault.name)));
}

}  // namespace

Task<HashicorpLogin> log_in_hashicorp(const VaultSettings& vault, const Session& session,
                                      const HashicorpApi& api,
                                      std::vector<protocol::ProbeStep>& tried) {
  const std::string type = setting_text(vault, "auth.type");
  for (const AuthRow& row : auth_rows) {
    if (row.type == type) return row.log_in({vault, session, api, tried});
  }
  return fail(ErrorKind::unsupported, fmt::format("vault `{}` has an unknown `auth.type`, `{}`",
                                                  visible(vault.name), visible(type)));
}

Outcome<void> add_client_certificate(http::Trust& trust, const VaultSettings& vault,
                                     const Session& session) {
  if (setting_text(vault, "auth.type") != "cert") return {};
  trust.certificate = TRY(existing_file("auth.certificate", vault, session));
  trust.key = TRY(existing_file("auth.key", vault, session));
  return {};
}

}  // namespace keyplate::resolve
