// Tokens that somebody else made: named in the workspace, or found where Vault's and OpenBao's own
// programs look. https://developer.hashicorp.com/vault/docs/commands/token-helper
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/credential_file.h"
#include "runtime/resolve/credentials/hashicorp_login.h"
#include "runtime/resolve/http/transport.h"
#include "runtime/resolve/json_object.h"

namespace keyplate::resolve {
namespace {

Outcome<HashicorpLogin> given(const Secret& token, std::string link, std::string cure) {
  TRY(check_token(token, link));
  HashicorpLogin login;
  login.token = token.clone();
  login.link = std::move(link);
  login.cure = std::move(cure);
  return login;
}

/// The chain, link by link. Each adds its row to `tried` and gives a login, or nothing where there
/// is nothing to use; a link that is broken ends the chain.
class Chain {
 public:
  explicit Chain(const HashicorpAuth& auth) : auth_(auth), first_(auth.tried.size()) {}

  Outcome<HashicorpLogin> walk() {
    using Link = Outcome<std::optional<HashicorpLogin>> (Chain::*)();
    for (const Link link : {&Chain::variable, &Chain::file, &Chain::agent}) {
      std::optional<HashicorpLogin> login = TRY((this->*link)());
      if (login) return std::move(*login);
    }
    return fail(ErrorKind::login_required,
                fmt::format("vault `{}` has no token: {}", visible(auth_.vault.name), all_said()),
                "`vault login` (or `bao login`) leaves one; or set VAULT_TOKEN, or say in `auth` "
                "how to log in");
  }

 private:
  using Found = Outcome<std::optional<HashicorpLogin>>;

  const Secret* find(std::string_view name) const {
    return auth_.session.caller().find_variable(name);
  }
  Found nothing(std::string link, std::string said) {
    auth_.tried.push_back({std::move(link), std::move(said)});
    return std::nullopt;
  }
  Found found(const Secret& token, std::string link, std::string cure) {
    auth_.tried.push_back({link, "gave the token"});
    auth_.session.see(token);
    return TRY(given(token, std::move(link), std::move(cure)));
  }

  /// OpenBao's own name hides the other one even when it is empty.
  Found variable() {
    for (const char* name : {"BAO_TOKEN", "VAULT_TOKEN"}) {
      const Secret* token = find(name);
      if (token && token->empty()) return nothing(name, "is empty");
      if (token)
        return found(*token, name,
                     fmt::format("set {} to a new one, or unset it and `vault login`", name));
      nothing(name, "is not set");
    }
    return std::nullopt;
  }

  Found file() {
    look_for_helper();
    const Secret* own = find("BAO_TOKEN_PATH");
    const std::string written =
        own && !own->empty() ? std::string(own->reveal()) : "~/.vault-token";
    if (!written.starts_with('/') && written != "~" && !written.starts_with("~/"))
      return nothing(visible(written), "is not an absolute path, as BAO_TOKEN_PATH must be");
    const auto path = auth_.session.absolute_path(written);
    if (!path) return nothing(visible(written), "was not looked for: HOME is no absolute path");
    const CredentialFile file = TRY(read_credential_file(*path, Privacy::any));
    if (!file.exists) return nothing(visible(written), "does not exist");
    const std::string_view token = trimmed(file.text.reveal());
    if (token.empty()) return nothing(visible(written), "is empty");
    return found(Secret(token), visible(written), "`vault login` makes a new one");
  }

  /// A program of the user's that keeps the token elsewhere: not run, but said, since the file may
  /// be an old one.
  void look_for_helper() {
    const auto path = auth_.session.absolute_path("~/.vault");
    if (!path) return;
    const auto file = read_credential_file(*path, Privacy::any);
    if (!file || !file->exists) return;
    std::string_view text = file->text.reveal();
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      if (trimmed(text.substr(0, end)).starts_with("token_helper")) {
        nothing("~/.vault", "names a token_helper, which is not supported: set VAULT_TOKEN");
        return;
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  /// Vault Agent and its kin on this machine log in themselves.
  Found agent() {
    for (const char* name : {"BAO_AGENT_ADDR", "VAULT_AGENT_ADDR"}) {
      const Secret* address = find(name);
      if (!address) continue;
      if (!is_asked(address->reveal())) return std::nullopt;
      auth_.tried.push_back({name, "adds its own token"});
      HashicorpLogin login;
      login.link = name;
      return login;
    }
    return std::nullopt;
  }

  bool is_asked(std::string_view address) const {
    const auto agent = http::parse_address(address);
    const http::Endpoint& asked = auth_.api.endpoint();
    return agent && agent->origin == asked.origin && agent->unix_socket == asked.unix_socket;
  }

  /// "VAULT_TOKEN is not set, ~/.vault-token does not exist"
  std::string all_said() const {
    std::string text;
    for (std::size_t i = first_; i < auth_.tried.size(); ++i) {
      text +=
          fmt::format("{}{} {}", i == first_ ? "" : ", ", auth_.tried[i].link, auth_.tried[i].said);
    }
    return text;
  }

  HashicorpAuth auth_;
  std::size_t first_;
};

/// Where the workspace says that the token is, without what is there.
std::string named_source(const HashicorpAuth& auth) {
  for (const char* key : {"auth.token.env", "auth.token.file", "auth.token.command"}) {
    const std::string text = auth.text(key);
    if (!text.empty()) return visible(text);
  }
  return "auth.token";
}

/// Whether a token that was given to us and may be renewed has less than a tenth of its time left.
bool is_near_its_end(JsonValue answer) {
  const auto renewable = member_at(answer, {"data", "renewable"});
  const auto left = count_at(answer, {"data", "ttl"});
  const auto whole = count_at(answer, {"data", "creation_ttl"});
  return renewable && renewable->text() == "true" && left && whole && *left > 0 &&
         *left < *whole / 10;
}

/// A renewal that fails leaves the token as it is.
Task<HashicorpLogin> renew(HashicorpLogin login, const HashicorpApi& api) {
  Exchange exchange = api.post("auth/token/renew-self", json_object({}), login.token, vault_read);
  return Task<HashicorpLogin>(
      std::move(exchange),
      [login = std::move(login)](http::Result result) mutable -> Task<HashicorpLogin> {
        const auto answer =
            result && result->status == 200 ? parse_json(result->body.reveal()) : std::nullopt;
        const auto lasts = answer ? count_at(*answer, {"auth", "lease_duration"}) : std::nullopt;
        if (lasts) login.lasts_s = lasts;
        return std::move(login);
      });
}

Task<HashicorpLogin> described(HashicorpLogin login, const http::Response& response,
                               const HashicorpApi& api) {
  constexpr std::string_view what = "asking about the token";
  if (response.status == 403) {
    return fail(ErrorKind::unauthenticated,
                fmt::format("`{}` does not accept the token of {}{}", server_of(api.endpoint()),
                            login.link, joined(errors_of(response))),
                "it has expired or is not of this server, or its policies lack `default`");
  }
  if (response.status != 200) return tl::unexpected(failure_of(response, api.endpoint(), what));
  const JsonValue answer = TRY(envelope_of(response, api.endpoint()));
  login.identity = shown_text_at(answer, {"data", "display_name"});
  login.policies = shown_texts_at(answer, {"data", "policies"});
  for (std::string& policy : shown_texts_at(answer, {"data", "identity_policies"}))
    login.policies.push_back(std::move(policy));
  login.lasts_s = count_at(answer, {"data", "ttl"});
  if (login.lasts_s == 0u) login.lasts_s.reset();  // a root token doesn't end
  if (is_near_its_end(answer)) return renew(std::move(login), api);
  return login;
}

}  // namespace

Task<HashicorpLogin> log_in_by_chain(const HashicorpAuth& auth) {
  return Chain(auth).walk();
}

Task<HashicorpLogin> log_in_with_token(const HashicorpAuth& auth) {
  const std::string link = named_source(auth);
  const Secret token = TRY(auth.credential("auth.token"));
  auth.tried.push_back({link, "gave the token"});
  return given(token, link, "`auth.token` of the vault must give a new one");
}

Task<HashicorpLogin> describe_token(HashicorpLogin login, const HashicorpApi& api) {
  if (login.ours || login.counted) return login;  // its login has told it all
  Exchange lookup = api.get("auth/token/lookup-self", login.token, vault_read);
  return send(std::move(lookup), [login = std::move(login), &api](http::Response response) mutable {
    return described(std::move(login), response, api);
  });
}

}  // namespace keyplate::resolve
