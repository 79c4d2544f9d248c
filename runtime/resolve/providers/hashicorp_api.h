#pragma once
// The HTTP form of Vault and OpenBao (developer.hashicorp.com/vault/api-docs,
// openbao.org/api-docs): what every request carries, and what answers and errors look like. No
// state but where the server is.

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/resolve/http/message.h"
#include "runtime/resolve/json.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/task.h"

namespace keyplate::resolve {

/// The person's own numbers for every request, logins as well as reads.
struct HashicorpPatience {
  int attempts = vault_read.attempts;
  std::chrono::milliseconds attempt_time{0};  ///< 0: as the endpoint's profile says
};

class HashicorpApi {
 public:
  HashicorpApi(std::shared_ptr<const http::Endpoint> endpoint, std::string name_space,
               HashicorpPatience patience = {});

  const http::Endpoint& endpoint() const { return *endpoint_; }
  const std::string& name_space() const { return name_space_; }
  /// `rule` with the person's numbers, as `get` and `post` have it.
  RetryRule patient(RetryRule rule) const;

  /// `path` is what follows `/v1/`, its segments encoded. `token` may be empty: a login has none.
  Exchange get(std::string path, const Secret& token, RetryRule rule) const;
  /// `body` is JSON.
  Exchange post(std::string path, Secret body, const Secret& token, RetryRule rule) const;

 private:
  Exchange exchange(std::string method, std::string path, std::optional<Secret> body,
                    const Secret& token, RetryRule rule) const;

  std::shared_ptr<const http::Endpoint> endpoint_;
  std::string name_space_;
  HashicorpPatience patience_;
};

/// The server as messages name it: `https://vault.acme.dev:8200`, `unix:///run/vault.sock`.
std::string server_of(const http::Endpoint& endpoint);

/// The envelope of an answer of 200: views of the response's body. A body that isn't the JSON
/// object that the API promises is a failure of kind `protocol` that shows the host and the status.
Outcome<JsonValue> envelope_of(const http::Response& response, const http::Endpoint& endpoint);

/// A member of a member and so on; nothing where one is missing or null.
std::optional<JsonValue> member_at(JsonValue value, std::initializer_list<std::string_view> path);
/// The same as text; nothing where it is no string.
std::optional<std::string> text_at(JsonValue value, std::initializer_list<std::string_view> path);
/// The same as a whole number from 0 on, which may be written as a string.
std::optional<std::uint64_t> count_at(JsonValue value,
                                      std::initializer_list<std::string_view> path);

/// What a server says is at most so long where it is shown (S18). Longer texts are `...`: a part of
/// one could be a part of a credential, which would not be recognised.
inline constexpr std::size_t most_shown = 1 << 10;
/// A text, fit to be shown.
std::string shown_text(std::string_view text);
/// The same as text_at, fit to be shown; empty where it is missing.
std::string shown_text_at(JsonValue value, std::initializer_list<std::string_view> path);
/// The texts of a list, fit to be shown.
std::vector<std::string> shown_texts_at(JsonValue value,
                                        std::initializer_list<std::string_view> path);
/// Keeps what is short enough to be shown together, and `...` for the rest.
void keep_shown(std::vector<std::string>& texts);

/// The bullet lines of an error body (`{"errors": [...]}`), made fit to be shown.
std::vector<std::string> errors_of(const http::Response& response);
/// The same of `warnings`, which come with any answer.
std::vector<std::string> warnings_of(const http::Response& response);

/// What an answer other than 200 means, by the table of providers.md 4.2; `what` is the half
/// sentence of the request: "reading `secret/data/app`".
Failure failure_of(const http::Response& response, const http::Endpoint& endpoint,
                   std::string_view what);

/// An answer of 200 that lacks what the API promises: `missing` is "`data`", "`auth.client_token`".
Failure incomplete(const http::Response& response, const http::Endpoint& endpoint,
                   std::string_view what, std::string_view missing);

}  // namespace keyplate::resolve
