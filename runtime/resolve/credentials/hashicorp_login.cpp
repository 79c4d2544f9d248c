#include "runtime/resolve/credentials/hashicorp_login.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/credential.h"

namespace keyplate::resolve {
namespace {

/// What a login told about who it is, most telling first.
/// https://developer.hashicorp.com/vault/api-docs/auth: `metadata` of each method's answer.
constexpr std::string_view identity_members[] = {
    "username", "canonical_arn", "service_account_name", "common_name", "role_name", "role",
};

/// No server takes a longer header.
constexpr std::size_t longest_token = std::size_t{64} << 10;

std::string identity_of(JsonValue answer) {
  for (const std::string_view member : identity_members) {
    std::string text = shown_text_at(answer, {"auth", "metadata", member});
    if (!text.empty()) return text;
  }
  return shown_text_at(answer, {"auth", "entity_id"});
}

/// "totp, duo": the second factors, any of which the server asks for.
std::string factors(JsonValue requirement) {
  constexpr std::size_t most = 10;
  std::string types;
  const auto constraints = member_at(requirement, {"mfa_constraints"});
  if (!constraints) return types;
  std::vector<std::string> names = constraints->keys();
  names.resize(std::min(names.size(), most));
  for (const std::string& name : names) {
    const auto any = member_at(*constraints, {name, "any"});
    if (!any) continue;
    for (const JsonValue& factor : any->elements(most)) {
      const std::string type = shown_text_at(factor, {"type"});
      if (!type.empty()) types += (types.empty() ? "" : ", ") + type;
    }
  }
  return types;
}

Failure second_factor(const LoginPlace& place, JsonValue requirement) {
  const std::string types = factors(requirement);
  return {ErrorKind::needs_person,
          fmt::format("{} asks for a second factor{}{}{}, which is not supported yet", place.name(),
                      types.empty() ? "" : " (", visible_sentence(types), types.empty() ? "" : ")"),
          "sign in with `vault login`, and leave `auth` out so that its token is used"};
}

/// " in namespace `team`", or nothing.
std::string in_space(const HashicorpApi& api) {
  if (api.name_space().empty()) return {};
  return fmt::format(" in namespace `{}`", visible(api.name_space()));
}

Failure refused(const LoginPlace& place, const http::Response& response, const HashicorpApi& api) {
  const std::vector<std::string> errors = errors_of(response);
  const bool by_the_method = response.status == 400 && !errors.empty();
  if (by_the_method || response.status == 401 || response.status == 403) {
    return {
        ErrorKind::unauthenticated,
        fmt::format("login failed: {}{}{} was refused by `{}` with {}{}", place.name(), place.who,
                    in_space(api), server_of(api.endpoint()), response.status, joined(errors)),
        place.check};
  }
  Failure failure = failure_of(response, api.endpoint(), "logging in by " + place.name());
  // No secret was looked for, so none is missing: `default` must not cover it.
  if (failure.kind == ErrorKind::not_found || failure.kind == ErrorKind::unsupported ||
      failure.kind == ErrorKind::config_invalid) {
    failure.kind = ErrorKind::config_invalid;
    failure.hint = fmt::format(
        "no method that logs in is mounted at `auth/{}`{}; check `auth.mount` and `namespace`",
        visible(place.mount), in_space(api));
  }
  return failure;
}

Outcome<HashicorpLogin> read_login(const LoginPlace& place, const http::Response& response,
                                   const HashicorpApi& api) {
  if (response.status != 200) return tl::unexpected(refused(place, response, api));
  const http::Endpoint& endpoint = api.endpoint();
  const JsonValue answer = TRY(envelope_of(response, endpoint));
  if (const auto requirement = member_at(answer, {"auth", "mfa_requirement"}))
    return tl::unexpected(second_factor(place, *requirement));
  HashicorpLogin login;
  login.token = Secret(text_at(answer, {"auth", "client_token"}).value_or(""));
  if (login.token.empty()) {
    return tl::unexpected(
        incomplete(response, endpoint, "logging in by " + place.name(), "`auth.client_token`"));
  }
  if (auto right = check_token(login.token, place.name()); !right)
    return fail(ErrorKind::protocol, right.error().message);
  login.link = place.name();
  login.identity = identity_of(answer);
  login.policies = shown_texts_at(answer, {"auth", "policies"});
  login.lasts_s = count_at(answer, {"auth", "lease_duration"});
  if (login.lasts_s == 0u) login.lasts_s.reset();  // one that doesn't end
  login.counted = count_at(answer, {"auth", "num_uses"}).value_or(0) > 0;
  login.ours = true;
  return login;
}

}  // namespace

std::string setting_text(const VaultSettings& vault, std::string_view key) {
  const Setting* setting = vault.find(key);
  return setting && !setting->values.empty() ? setting->values.front() : std::string();
}

std::string HashicorpAuth::text(std::string_view key) const {
  return setting_text(vault, key);
}

bool HashicorpAuth::has(std::string_view key) const {
  const std::string prefix = std::string(key) + '.';
  return std::any_of(vault.settings.begin(), vault.settings.end(),
                     [&](const Setting& setting) { return setting.key.starts_with(prefix); });
}

Outcome<Secret> HashicorpAuth::credential(std::string_view key) const {
  std::optional<Secret> found = TRY(read_credential(vault, key, session));
  if (!found) {
    return fail(ErrorKind::config_invalid,
                fmt::format("vault `{}` needs `{}`", visible(vault.name), key));
  }
  if (find_invalid_utf8(found->reveal())) {
    return fail(
        ErrorKind::config_invalid,
        fmt::format("`{}` of vault `{}` gave bytes that are no text", key, visible(vault.name)),
        "it must be UTF-8");
  }
  return std::move(*found);
}

std::string LoginPlace::name() const {
  return fmt::format("{} at auth/{}", method, visible(mount));
}

std::string LoginPlace::path(std::string_view rest) const {
  return fmt::format("auth/{}/{}", http::encode_path(mount), rest);
}

LoginPlace place_of(const HashicorpAuth& auth, std::string method, std::string_view mount) {
  std::string own = auth.text("auth.mount");
  while (own.ends_with('/')) own.pop_back();
  return {std::move(method), own.empty() ? std::string(mount) : std::move(own), {}, {}};
}

std::optional<std::string> role_of(const HashicorpAuth& auth) {
  std::string role = auth.text("auth.role");
  if (role.empty()) return std::nullopt;
  return role;
}

std::string role_phrase(const HashicorpAuth& auth) {
  const auto role = role_of(auth);
  return role ? fmt::format(" with the role `{}`", visible(*role)) : std::string();
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? ": " : "; ") + line;
  return text;
}

Task<HashicorpLogin> send_login(const HashicorpAuth& auth, LoginPlace place, Exchange login) {
  return send(std::move(login),
              [auth, place = std::move(place)](http::Response response) -> Task<HashicorpLogin> {
                auto read = read_login(place, response, auth.api);
                if (read) auth.session.see(read->token);
                auth.tried.push_back({place.name(), read ? "gave a token" : "gave no token"});
                return Task<HashicorpLogin>(std::move(read));
              });
}

Outcome<void> check_token(const Secret& token, std::string_view from) {
  if (token.size() > longest_token) {
    return fail(ErrorKind::config_invalid,
                fmt::format("the token from {} has more than {} KiB", from, longest_token >> 10),
                "a token is one word; is it the right file or variable?");
  }
  if (is_printable_word(token.reveal())) return {};
  return fail(ErrorKind::config_invalid,
              fmt::format("the token from {} holds a space or a character that is no printable "
                          "ASCII",
                          from),
              "a token is one word; is there something else around it?");
}

}  // namespace keyplate::resolve
