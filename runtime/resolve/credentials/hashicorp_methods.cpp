// The methods of Vault and OpenBao that need one request and nothing else.
#include <fmt/core.h>

#include <utility>

#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/credentials/github_oidc.h"
#include "runtime/resolve/credentials/hashicorp_login.h"
#include "runtime/resolve/json_object.h"

namespace keyplate::resolve {
namespace {

constexpr char pod_token[] = "/var/run/secrets/kubernetes.io/serviceaccount/token";

Task<HashicorpLogin> post_login(const HashicorpAuth& auth, LoginPlace place, std::string_view path,
                                Secret body) {
  Exchange exchange = auth.api.post(place.path(path), std::move(body), {}, vault_read);
  return send_login(auth, std::move(place), std::move(exchange));
}

/// https://developer.hashicorp.com/vault/api-docs/auth/userpass, and .../ldap
Task<HashicorpLogin> log_in_with_password(const HashicorpAuth& auth, LoginPlace place) {
  const std::string user = auth.text("auth.username");
  if (user.empty() || user == "." || user == "..") {
    return fail(
        ErrorKind::config_invalid,
        fmt::format("`auth.username` of vault `{}` is no user's name", visible(auth.vault.name)));
  }
  place.who = fmt::format(" as `{}`", visible(user));
  place.check =
      "check `auth.username` and `auth.password`; after several failures the server "
      "locks the user for a while";
  const Secret password = TRY(auth.credential("auth.password"));
  return post_login(auth, std::move(place), "login/" + http::encode_segment(user),
                    json_object({{"password", password.reveal()}}));
}

Task<HashicorpLogin> post_jwt(const HashicorpAuth& auth, LoginPlace place, const Secret& jwt) {
  return post_login(auth, std::move(place), "login",
                    json_object({{"role", role_of(auth)}, {"jwt", jwt.reveal()}}));
}

/// Read at each login, since the kubelet replaces it.
Outcome<Secret> service_account_token(const HashicorpAuth& auth) {
  if (auth.has("auth.token")) return auth.credential("auth.token");
  const VaultSettings pod{auth.vault.name, auth.vault.provider, {{"auth.token.file", {pod_token}}}};
  auto token = HashicorpAuth{pod, auth.session, auth.api, auth.tried}.credential("auth.token");
  if (!token)
    token.error().hint = "it is what a pod has of its service account; `auth.token` names another";
  return token;
}

}  // namespace

Task<HashicorpLogin> log_in_with_userpass(const HashicorpAuth& auth) {
  return log_in_with_password(auth, place_of(auth, "userpass", "userpass"));
}

Task<HashicorpLogin> log_in_with_ldap(const HashicorpAuth& auth) {
  return log_in_with_password(auth, place_of(auth, "LDAP", "ldap"));
}

Task<HashicorpLogin> log_in_with_jwt(const HashicorpAuth& auth) {
  return read_jwt(auth.vault, "auth.token", auth.session)
      .and_then([auth](Secret jwt) -> Task<HashicorpLogin> {
        LoginPlace place = place_of(auth, "JWT", "jwt");
        place.who = role_phrase(auth);
        place.check =
            "check `auth.role`, and that its `bound_audiences`, `bound_claims` and "
            "`bound_subject` fit the token, which may also have expired";
        return post_jwt(auth, std::move(place), jwt);
      });
}

Task<HashicorpLogin> log_in_with_kubernetes(const HashicorpAuth& auth) {
  const Secret jwt = TRY(service_account_token(auth));
  LoginPlace place = place_of(auth, "Kubernetes", "kubernetes");
  place.who = role_phrase(auth);
  place.check = "check `auth.role`, and that it allows this pod's service account and namespace";
  return post_jwt(auth, std::move(place), jwt);
}

/// The certificate itself is shown by the connection: add_client_certificate.
Task<HashicorpLogin> log_in_with_certificate(const HashicorpAuth& auth) {
  LoginPlace place = place_of(auth, "TLS certificate", "cert");
  place.who = role_phrase(auth);
  place.check =
      "check that the role trusts the CA of `auth.certificate`; a proxy that ends TLS "
      "before the server hides the certificate";
  return post_login(auth, std::move(place), "login", json_object({{"name", role_of(auth)}}));
}

Task<HashicorpLogin> log_in_with_browser(const HashicorpAuth& auth) {
  return fail(ErrorKind::unsupported,
              fmt::format("vault `{}` wants a login by browser (`oidc`), which comes in a later "
                          "version with `keyplate login`",
                          visible(auth.vault.name)),
              "until then `vault login -method=oidc`, and leave `auth` out so that its token is "
              "used");
}

}  // namespace keyplate::resolve
