// What the answers of Vault and OpenBao mean when they are not what was hoped for.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "grammar/unicode.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/providers/hashicorp_api.h"

namespace keyplate::resolve {
namespace {

constexpr std::size_t longest_type = 60;
constexpr std::size_t longest_host = 253;

struct StatusRow {
  int status;
  ErrorKind kind;
  std::string_view hint;
};
// https://developer.hashicorp.com/vault/api-docs#http-status-codes
constexpr StatusRow status_rows[] = {
    {400, ErrorKind::config_invalid,
     "the server can't do that as it is asked; check `mount` and the name"},
    {401, ErrorKind::unauthenticated, "something before the server wants a credential of its own"},
    {403, ErrorKind::permission_denied,
     "the token is not valid any more, or none of its policies allows that"},
    {405, ErrorKind::unsupported,
     "the engine that is mounted there has nothing to read at that path"},
    {408, ErrorKind::unavailable, "try again"},
    {412, ErrorKind::unavailable, "this node has not caught up with the others yet; try again"},
    {413, ErrorKind::config_invalid, "the request is larger than the server takes"},
    {429, ErrorKind::throttled,
     "a rate limit quota is used up; a smaller `concurrency` asks less at once"},
    {472, ErrorKind::unavailable, "that node only stands by for a disaster; name one that serves"},
    {473, ErrorKind::unavailable, "that node only stands by; name one that serves"},
    {500, ErrorKind::unavailable, "the server's own log says more"},
    {501, ErrorKind::unavailable, "it is not initialised yet: `vault operator init`"},
    {502, ErrorKind::unavailable, "what the server itself asked did not answer"},
    {503, ErrorKind::unavailable, "it is sealed or under maintenance"},
    {504, ErrorKind::unavailable, "a proxy waited for the server in vain"},
};

bool mentions(const std::vector<std::string>& lines, std::string_view part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

/// "1 error occurred:\n\t* permission denied\n\n" is what Go makes of a list of errors.
void add_lines(std::string_view text, std::vector<std::string>& lines) {
  const bool bulleted = text.find("\n\t* ") != std::string_view::npos;
  while (!text.empty() && lines.size() < most_shown) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (bulleted && !line.starts_with("* ")) continue;
    if (bulleted) line = trimmed(line.substr(2));
    if (!line.empty()) lines.push_back(shown_text(line));
  }
}

std::vector<std::string> lines_of(const http::Response& response, std::string_view member) {
  std::vector<std::string> lines;
  const auto body = parse_json(response.body.reveal());
  const auto list = body ? member_at(*body, {member}) : std::nullopt;
  if (!list) return lines;
  for (const JsonValue& element : list->elements(most_shown)) {
    if (element.type() != JsonType::string) continue;
    if (const auto text = element.string()) add_lines(*text, lines);
  }
  keep_shown(lines);
  return lines;
}

/// Whether the body is one of the API's and not of something before it or in its place.
bool is_of_the_api(const http::Response& response) {
  const auto body = parse_json(response.body.reveal());
  if (!body || body->type() != JsonType::object) return false;
  return body->member("errors") || body->member("request_id") || body->member("data");
}

constexpr std::string_view json_type = "application/json";

/// What the body is said to be, without parameters; empty: nothing is said.
std::string_view type_of(const http::Response& response) {
  const std::string* written = response.header("content-type");
  if (!written) return {};
  return trimmed(std::string_view(*written).substr(0, written->find(';')));
}

/// " and `text/html` instead of the API's JSON"
std::string body_form(const http::Response& response) {
  const std::string_view type = type_of(response);
  if (response.body.empty() || type.empty()) return " and no error of the API's";
  if (type == json_type) return " and JSON that is not the API's";
  return fmt::format(" and `{}` instead of the API's JSON",
                     type.size() > longest_type ? "..." : visible(type));
}

/// ": permission denied; ..."
std::string error_list(const std::vector<std::string>& errors) {
  std::string text;
  for (const std::string& error : errors) text += (text.empty() ? ": " : "; ") + error;
  return text;
}

/// " (request 3f7b...)" where the server said it, so that its log can be searched.
std::string request_id(const http::Response& response) {
  const auto body = parse_json(response.body.reveal());
  const auto id = body ? text_at(*body, {"request_id"}) : std::nullopt;
  if (!id || id->empty() || id->size() > 100) return {};
  return fmt::format(" (request {})", visible(*id));
}

Failure failure(ErrorKind kind, std::string message, std::string_view hint) {
  return {kind, std::move(message), std::string(hint)};
}

/// The host of a redirect, and nothing else of it, since its query may hold anything.
std::string redirect_host(const http::Response& response) {
  const std::string* location = response.header("location");
  if (!location) return "nowhere";
  std::string_view rest = *location;
  const std::size_t scheme = rest.find("//");
  if (scheme == std::string_view::npos) return "another path of its own";
  rest.remove_prefix(scheme + 2);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const std::size_t user = rest.rfind('@'); user != std::string_view::npos)
    rest.remove_prefix(user + 1);
  return fmt::format("`{}`", rest.size() > longest_host ? "..." : visible(rest));
}

/// Only an empty list of errors says that there is nothing: any other 404 is about the way there.
Failure missing(const http::Response& response, std::string message) {
  const std::vector<std::string> errors = errors_of(response);
  if (!is_of_the_api(response)) {
    return failure(ErrorKind::protocol, std::move(message),
                   "is `address` that of the server, without a path that a proxy adds?");
  }
  if (mentions(errors, "no handler for route")) {
    return failure(ErrorKind::config_invalid, std::move(message),
                   "nothing is mounted there; check `mount` and `namespace`");
  }
  if (!errors.empty())
    return failure(ErrorKind::config_invalid, std::move(message), "check `mount` and `namespace`");
  return failure(ErrorKind::not_found, std::move(message),
                 "check the name, `mount` and `namespace`");
}

Failure unavailable_or(const StatusRow& row, std::string message,
                       const std::vector<std::string>& errors) {
  if (row.status == 400 && mentions(errors, "Upgrading from non-versioned")) {
    return failure(ErrorKind::unavailable, std::move(message),
                   "the mount becomes KV version 2 just now; try again in a moment");
  }
  if (row.status == 503 && mentions(errors, "sealed")) {
    return failure(ErrorKind::unavailable, std::move(message),
                   "somebody with unseal keys must unseal it: `vault operator unseal`");
  }
  return failure(row.kind, std::move(message), row.hint);
}

}  // namespace

std::vector<std::string> errors_of(const http::Response& response) {
  return lines_of(response, "errors");
}

std::vector<std::string> warnings_of(const http::Response& response) {
  return lines_of(response, "warnings");
}

Failure failure_of(const http::Response& response, const http::Endpoint& endpoint,
                   std::string_view what) {
  const std::string server = server_of(endpoint);
  if (response.status >= 300 && response.status < 400) {
    return failure(ErrorKind::protocol,
                   fmt::format("{} at `{}` was answered with {}, a redirect to {}", what, server,
                               response.status, redirect_host(response)),
                   "a token is sent to the configured address only; if that host is right, name it "
                   "in `address`");
  }
  const std::vector<std::string> errors = errors_of(response);
  std::string message = fmt::format("{} at `{}` failed with {}", what, server, response.status);
  if (!is_of_the_api(response)) message += body_form(response);
  message += error_list(errors);
  message += request_id(response);
  if (response.status == 404) return missing(response, std::move(message));
  // Go's own answer to a request without TLS, and to one that it can't parse: the API had no part.
  if (response.status == 400 && !is_of_the_api(response)) {
    return failure(ErrorKind::protocol, std::move(message),
                   server.starts_with("http://")
                       ? "a server with TLS answers so; write `https` in `address`"
                       : "is `address` that of the server itself, not of a page before it?");
  }
  const auto row =
      std::find_if(std::begin(status_rows), std::end(status_rows),
                   [&](const StatusRow& one) { return one.status == response.status; });
  if (row != std::end(status_rows)) return unavailable_or(*row, std::move(message), errors);
  const bool of_server = response.status >= 500 && response.status < 600;
  return failure(of_server ? ErrorKind::unavailable : ErrorKind::protocol, std::move(message), "");
}

Outcome<JsonValue> envelope_of(const http::Response& response, const http::Endpoint& endpoint) {
  const auto body = parse_json(response.body.reveal());
  if (body && body->type() == JsonType::object && type_of(response) == json_type) return *body;
  return fail(ErrorKind::protocol,
              fmt::format("`{}` answered with {}{}", server_of(endpoint), response.status,
                          body_form(response)),
              "is `address` that of the server itself, not of a page before it?");
}

Failure incomplete(const http::Response& response, const http::Endpoint& endpoint,
                   std::string_view what, std::string_view missing_part) {
  return failure(
      ErrorKind::protocol,
      fmt::format("{} at `{}` was answered with {} but without {}{}", what, server_of(endpoint),
                  response.status, missing_part, request_id(response)),
      "is that HashiCorp Vault or OpenBao, and nothing that rewrites its answers?");
}

}  // namespace keyplate::resolve
