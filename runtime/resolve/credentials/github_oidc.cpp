#include "runtime/resolve/credentials/github_oidc.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/credential.h"
#include "runtime/resolve/http/proxy.h"
#include "runtime/resolve/http/transport.h"
#include "runtime/resolve/http/trust.h"
#include "runtime/resolve/json.h"

namespace keyplate::resolve {
namespace {

constexpr char url_variable[] = "ACTIONS_ID_TOKEN_REQUEST_URL";
constexpr char token_variable[] = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
constexpr char permission_hint[] =
    "the job needs `permissions: id-token: write`; a pull request from a fork gets none";

constexpr int github_passing_statuses[] = {429, 500, 502, 503, 504};
constexpr RetryRule github_read{3, std::chrono::milliseconds{1000}, std::chrono::milliseconds{4000},
                                github_passing_statuses};

Outcome<const Secret*> job_variable(const Session& session, const char* name) {
  const Secret* value = session.caller().find_variable(name);
  if (!value || value->empty()) {
    return fail(ErrorKind::config_invalid,
                fmt::format("GitHub gives this job no identity token: {} is not set", name),
                permission_hint);
  }
  if (is_printable_word(value->reveal())) return value;
  return fail(ErrorKind::config_invalid,
              fmt::format("{} holds a space or a character that is no printable ASCII", name));
}

struct JobTokenPlace {
  std::shared_ptr<const http::Endpoint> endpoint;
  std::string path;  ///< with the query, to which the audience is added
};

/// The variable's own origin, whatever it is: a GitHub Enterprise Server has its own. A vault's
/// `ca_file` is of its own server and says nothing here.
Outcome<JobTokenPlace> job_token_place(std::string_view url, const VaultSettings& vault,
                                       const Session& session) {
  const std::size_t question = std::min(url.find('?'), url.size());
  const std::string_view query = url.substr(question);
  auto endpoint = http::parse_address(url.substr(0, question));
  if (!endpoint || endpoint->origin.scheme != "https" || query.find('#') != std::string_view::npos)
    return fail(ErrorKind::config_invalid, fmt::format("{} is no https address", url_variable));
  std::string path = std::exchange(endpoint->base_path, {});
  if (path.empty()) path = "/";
  path += query;
  path += query.empty() ? "?audience=" : query == "?" ? "audience=" : "&audience=";
  endpoint->profile = http::Profile::public_service;
  endpoint->trust = TRY(http::trust_of({}, session));
  endpoint->proxy = http::proxy_of(vault, session, endpoint->origin);
  return JobTokenPlace{std::make_shared<const http::Endpoint>(*std::move(endpoint)),
                       std::move(path)};
}

Failure job_token_refusal(const http::Response& response, const http::Origin& origin) {
  ErrorKind kind = ErrorKind::protocol;
  if (response.status == 401 || response.status == 403) kind = ErrorKind::unauthenticated;
  if (response.status == 429) kind = ErrorKind::throttled;
  if (response.status >= 500) kind = ErrorKind::unavailable;
  return {kind,
          fmt::format("asking `{}` for the job's identity token failed with {}", origin.text(),
                      response.status),
          permission_hint};
}

Outcome<Secret> job_token_of(const http::Response& response, const http::Origin& origin) {
  if (response.status != 200) return tl::unexpected(job_token_refusal(response, origin));
  const auto answer = parse_json(response.body.reveal());
  const auto value =
      answer && answer->type() == JsonType::object ? answer->member("value") : std::nullopt;
  auto token = value && value->type() == JsonType::string ? value->string() : std::nullopt;
  if (token && !token->empty()) return Secret(std::move(*token));
  return fail(ErrorKind::protocol,
              fmt::format("`{}` answered without an identity token", origin.text()));
}

Exchange job_token_exchange(const JobTokenPlace& place, std::string_view token) {
  auto request = [place, bearer = Secret("bearer " + std::string(token))](
                     const Clock&) -> Outcome<http::Request> {
    http::Request made{place.endpoint, "GET", place.path, {}, {}, place.endpoint->origin};
    made.headers.push_back({"Accept", Secret(std::string_view("application/json"))});
    made.headers.push_back({"Authorization", bearer.clone()});
    return made;
  };
  return {std::move(request), github_read};
}

}  // namespace

Task<Secret> github_oidc_token(const std::string& audience, const VaultSettings& vault,
                               const Session& session) {
  const Secret* url = TRY(job_variable(session, url_variable));
  const Secret* token = TRY(job_variable(session, token_variable));
  session.see(*token);
  JobTokenPlace place = TRY(job_token_place(url->reveal(), vault, session));
  place.path += http::encode_segment(audience);
  return send(job_token_exchange(place, token->reveal()),
              [endpoint = place.endpoint, &session](http::Response response) -> Task<Secret> {
                Secret made = TRY(job_token_of(response, endpoint->origin));
                session.see(made);
                return made;
              });
}

Task<Secret> read_jwt(const VaultSettings& vault, std::string_view key, const Session& session) {
  const Setting* audience = vault.find(std::string(key) + ".github_oidc");
  if (audience && !audience->values.empty())
    return github_oidc_token(audience->values.front(), vault, session);
  std::optional<Secret> token = TRY(read_credential(vault, key, session));
  if (!token) {
    return fail(ErrorKind::config_invalid,
                fmt::format("vault `{}` needs `{}`", visible(vault.name), key));
  }
  if (find_invalid_utf8(token->reveal()))
    return fail(ErrorKind::config_invalid, fmt::format("`{}` gave bytes that are no text", key));
  return std::move(*token);
}

}  // namespace keyplate::resolve
