// AppRole: a role id, and a secret id that may come wrapped, so that only one can open it.
// https://developer.hashicorp.com/vault/docs/auth/approle
// https://developer.hashicorp.com/vault/docs/concepts/response-wrapping
#include <fmt/core.h>

#include <utility>

#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/credentials/hashicorp_login.h"
#include "runtime/resolve/json_object.h"

namespace keyplate::resolve {
namespace {

struct Approle {
  HashicorpAuth auth;
  LoginPlace place;
  Secret role_id;
};

Task<HashicorpLogin> log_in(const Approle& approle, const std::optional<Secret>& secret_id,
                            RetryRule rule) {
  const HashicorpApi& api = approle.auth.api;
  std::optional<std::string_view> bytes;
  if (secret_id) bytes = secret_id->reveal();
  Secret body = json_object({{"role_id", approle.role_id.reveal()}, {"secret_id", bytes}});
  return send_login(approle.auth, approle.place,
                    api.post(approle.place.path("login"), std::move(body), {}, rule));
}

/// What came instead of an answer. The server's own refusal is told loudly, since it may mean that
/// the secret id is in somebody else's hands (S26).
Failure not_opened(const Approle& approle, const http::Response& response, std::string_view what) {
  const std::vector<std::string> errors = errors_of(response);
  if ((response.status == 400 || response.status == 403) && !errors.empty()) {
    return {ErrorKind::integrity,
            fmt::format("the wrapped secret id for {} can't be opened{}", approle.place.name(),
                        joined(errors)),
            "it has expired, is of another server or namespace, or was opened before: unless that "
            "was you, somebody else has the secret id, so destroy it before a new one is wrapped"};
  }
  Failure failure = failure_of(response, approle.auth.api.endpoint(), what);
  // No secret was looked for, so none is missing: `default` must not cover it.
  if (failure.kind == ErrorKind::not_found) failure.kind = ErrorKind::config_invalid;
  return failure;
}

/// `auth/approle/role/web/secret-id`, which a namespace may precede.
bool is_made_for(std::string_view path, const Approle& approle) {
  const std::string space = approle.auth.api.name_space() + "/";
  if (path.starts_with(space)) path.remove_prefix(space.size());
  const std::string begin = fmt::format("auth/{}/role/", approle.place.mount);
  if (!path.starts_with(begin)) return false;
  path.remove_prefix(begin.size());
  const std::size_t slash = path.find('/');
  if (slash == 0 || slash == std::string_view::npos) return false;
  const std::string_view rest = path.substr(slash + 1);
  return rest == "secret-id" || rest == "custom-secret-id";
}

Outcome<void> check_creation(const Approle& approle, const http::Response& response) {
  const http::Endpoint& endpoint = approle.auth.api.endpoint();
  const std::string what = "looking up the wrapped secret id for " + approle.place.name();
  if (response.status != 200) return tl::unexpected(not_opened(approle, response, what));
  const JsonValue answer = TRY(envelope_of(response, endpoint));
  const std::string path = text_at(answer, {"data", "creation_path"}).value_or("");
  if (is_made_for(path, approle)) return {};
  return fail(ErrorKind::integrity,
              fmt::format("the wrapped secret id was made at `{}`, not for a role of auth/{}",
                          visible_sentence(path), visible(approle.place.mount)),
              "somebody may have put another in its place; don't use it, and find out how it came "
              "here");
}

Task<HashicorpLogin> log_in_unwrapped(const Approle& approle, const http::Response& response) {
  const http::Endpoint& endpoint = approle.auth.api.endpoint();
  const std::string what = "unwrapping the secret id for " + approle.place.name();
  if (response.status != 200) return tl::unexpected(not_opened(approle, response, what));
  const JsonValue answer = TRY(envelope_of(response, endpoint));
  std::optional<Secret> secret_id(text_at(answer, {"data", "secret_id"}).value_or(""));
  if (secret_id->empty())
    return tl::unexpected(incomplete(response, endpoint, what, "`data.secret_id`"));
  approle.auth.session.see(*secret_id);
  return log_in(approle, secret_id, vault_once)
      .and_then([](HashicorpLogin login) -> Task<HashicorpLogin> {
        login.once = true;
        return login;
      });
}

Task<HashicorpLogin> unwrap(Approle approle, const Secret& wrapping) {
  Exchange exchange =
      approle.auth.api.post("sys/wrapping/unwrap", json_object({}), wrapping, vault_once);
  return Task<HashicorpLogin>(
      std::move(exchange),
      [approle = std::move(approle)](http::Result result) -> Task<HashicorpLogin> {
        if (result) return log_in_unwrapped(approle, *result);
        Failure failure = std::move(result.error().failure);
        if (result.error().sent)
          failure.hint = "the wrapped secret id may be used up by that; have a new one wrapped";
        return tl::unexpected(std::move(failure));
      });
}

Task<HashicorpLogin> log_in_wrapped(Approle approle, Secret wrapping) {
  TRY(check_token(wrapping, "auth.secret_id"));
  Exchange lookup = approle.auth.api.post(
      "sys/wrapping/lookup", json_object({{"token", wrapping.reveal()}}), {}, vault_read);
  return send(std::move(lookup),
              [approle = std::move(approle), wrapping = std::move(wrapping)](
                  http::Response response) mutable -> Task<HashicorpLogin> {
                TRY(check_creation(approle, response));
                return unwrap(std::move(approle), wrapping);
              });
}

}  // namespace

Task<HashicorpLogin> log_in_with_approle(const HashicorpAuth& auth) {
  Approle approle{auth, place_of(auth, "AppRole", "approle"), TRY(auth.credential("auth.role_id"))};
  approle.place.check =
      "check `auth.role_id` and `auth.secret_id`, which may have expired or be "
      "used up, and that this machine is one that the role allows";
  if (auth.text("auth.wrapped") == "true")
    return log_in_wrapped(std::move(approle), TRY(auth.credential("auth.secret_id")));
  const std::optional<Secret> secret_id =
      auth.has("auth.secret_id") ? std::optional(TRY(auth.credential("auth.secret_id")))
                                 : std::nullopt;
  return log_in(approle, secret_id, vault_read);
}

}  // namespace keyplate::resolve
