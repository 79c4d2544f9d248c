#include "runtime/resolve/providers/hashicorp_connection.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/resolve/http/transport.h"

namespace keyplate::resolve {
namespace {

/// How long a token that the server knew is not asked about again.
constexpr std::chrono::seconds stays_good{30};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 307 || status == 308;
}

/// The path of a redirect to the very server that was asked; nothing for any other.
std::optional<std::string> own_path(std::string_view location, const http::Endpoint& endpoint) {
  if (location.starts_with('/') && !location.starts_with("//")) return std::string(location);
  const auto target = http::parse_address(location);
  if (!target || !(target->origin == endpoint.origin)) return std::nullopt;
  return target->base_path;
}

/// What follows `/v1/` of a redirect that a node may answer that only stands by; nothing for one to
/// where no token may go.
std::optional<std::string> own_redirect(const http::Response& response,
                                        const http::Endpoint& endpoint) {
  const std::string* location = response.header("location");
  if (!location) return std::nullopt;
  const std::string_view whole(*location);
  const std::size_t end = std::min(whole.find_first_of("?#"), whole.size());
  const auto path = own_path(whole.substr(0, end), endpoint);
  const std::string beneath = endpoint.base_path + "/v1/";
  const bool printable =
      std::all_of(whole.begin(), whole.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (!path || !path->starts_with(beneath) || path->find("/.") != std::string::npos || !printable)
    return std::nullopt;
  return path->substr(beneath.size()) + std::string(whole.substr(end, whole.find('#') - end));
}

/// "`a`, `b`", "none"; of many the first few.
std::string listed(const std::vector<std::string>& policies) {
  constexpr std::size_t few = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(policies.size(), few); ++i)
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", policies[i]);
  if (policies.size() > few) text += ", ...";
  return text.empty() ? "none" : text;
}

/// "the token of VAULT_TOKEN (`approle`, policies `default`)"
std::string token_of(const HashicorpLogin& login) {
  std::string known;
  if (!login.identity.empty()) known = fmt::format("`{}`", login.identity);
  if (!login.policies.empty())
    known += fmt::format("{}policies {}", known.empty() ? "" : ", ", listed(login.policies));
  std::string text = fmt::format("the token of {}", visible(login.link));
  return known.empty() ? text : text + fmt::format(" ({})", known);
}

std::string in_namespace(const HashicorpSettings& settings) {
  if (settings.name_space.empty()) return {};
  return fmt::format(" in namespace `{}`", visible(settings.name_space));
}

/// The one other thing that a server answers like this.
constexpr std::string_view lacking_default =
    "; one that is new has neither the policy `default` nor one for what is read";

Failure dead_token(const HashicorpConnection& connection) {
  const std::string server = server_of(*connection.settings.endpoint);
  return {
      ErrorKind::unauthenticated,
      fmt::format("`{}` does not take {}{}: it has expired, was revoked or belongs to another "
                  "server or namespace",
                  server, token_of(connection.login), in_namespace(connection.settings)),
      connection.login.cure.empty() ? "" : connection.login.cure + std::string(lacking_default)};
}

Failure lacks_policy(const HashicorpConnection& connection, const std::string& path) {
  std::string hint =
      fmt::format("a policy needs `path \"{}\" {{ capabilities = [\"read\"] }}`", visible(path));
  if (connection.kv_version == 2u) hint += "; policies for KV version 2 have `data/` in the path";
  return {
      ErrorKind::permission_denied,
      fmt::format("`{}` denies `read` on `{}`{} to {}", server_of(*connection.settings.endpoint),
                  visible(path), in_namespace(connection.settings), token_of(connection.login)),
      std::move(hint)};
}

/// What the server said of the token beside that it is good.
void remember_token(HashicorpConnection& connection, const http::Response& response) {
  connection.good_until = Clock().now() + stays_good;
  const auto envelope = parse_json(response.body.reveal());
  if (!envelope) return;
  HashicorpLogin& login = connection.login;
  if (login.identity.empty()) login.identity = shown_text_at(*envelope, {"data", "display_name"});
  if (login.policies.empty()) login.policies = shown_texts_at(*envelope, {"data", "policies"});
}

/// An ask, and the login that it was first sent with.
struct Asked {
  HashicorpAsk ask;
  unsigned login = 0;
};

Task<http::Response> explain(HashicorpConnection& connection, const Asked& asked,
                             http::Response response) {
  if (response.status != 403) return response;
  // Another read had the same refusal before, and there is a new token already.
  if (asked.login != connection.logins) return tl::unexpected(dead_token(connection));
  return look_up_token(connection)
      .and_then([&connection, path = asked.ask.path](bool) -> Task<http::Response> {
        return tl::unexpected(lacks_policy(connection, path));
      });
}

Task<http::Response> follow(HashicorpConnection& connection, const Asked& asked,
                            http::Response response) {
  if (!is_redirect(response.status)) return explain(connection, asked, std::move(response));
  const auto path = connection.settings.follow_redirects
                        ? own_redirect(response, connection.api.endpoint())
                        : std::nullopt;
  if (!path)
    return tl::unexpected(failure_of(response, connection.api.endpoint(), reading(asked.ask.path)));
  return send(connection.api.get(*path, connection.login.token, asked.ask.rule),
              [&connection, asked](http::Response second) -> Task<http::Response> {
                return explain(connection, asked, std::move(second));
              });
}

}  // namespace

std::string reading(std::string_view path) {
  return fmt::format("reading `{}`", visible(path));
}

Task<bool> look_up_token(HashicorpConnection& connection) {
  if (connection.login.counted || Clock().now() < connection.good_until) return true;
  return send(connection.api.get("auth/token/lookup-self", connection.login.token, vault_read),
              [&connection](http::Response response) -> Task<bool> {
                if (response.status == 403) return tl::unexpected(dead_token(connection));
                if (response.status == 200) remember_token(connection, response);
                return true;
              });
}

Task<http::Response> ask_hashicorp(HashicorpConnection& connection, HashicorpAsk ask) {
  std::string path = http::encode_path(ask.path);
  if (!ask.query.empty()) path += "?" + ask.query;
  Exchange exchange = connection.api.get(std::move(path), connection.login.token, ask.rule);
  return send(std::move(exchange),
              [&connection, asked = Asked{std::move(ask), connection.logins}](
                  http::Response response) -> Task<http::Response> {
                return follow(connection, asked, std::move(response));
              });
}

}  // namespace keyplate::resolve
