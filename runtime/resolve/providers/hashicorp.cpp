// HashiCorp Vault and OpenBao. https://developer.hashicorp.com/vault/api-docs
#include <fmt/core.h>

#include <string>
#include <utility>

#include "compiler/names.h"
#include "grammar/unicode.h"
#include "runtime/resolve/providers/hashicorp_connection.h"
#include "runtime/resolve/providers/provider.h"

namespace keyplate::resolve {
namespace {

Outcome<void> check_reference(const Reference& reference) {
  if (const auto problem = compiler::hashicorp_path_problem(reference.name)) {
    return fail(ErrorKind::config_invalid,
                fmt::format("`{}` {}", visible_sentence(reference.name), problem->reason));
  }
  if (reference.stage) {
    return fail(ErrorKind::config_invalid, "a secret of a `hashicorp` vault has no stages",
                "`version` takes the number of a version");
  }
  return {};
}

class Hashicorp : public Provider {
 public:
  Hashicorp(const VaultSettings& vault, HashicorpSettings settings)
      : vault_(vault),
        connection_{settings,
                    HashicorpApi(settings.endpoint, settings.name_space, settings.patience),
                    {},
                    0,
                    settings.kv_version} {}

  Task<Connected> connect(const Session& session) override {
    return log_in(session).and_then([this](bool) { return detect(); });
  }

  Task<Connected> probe(const Session& session) override {
    return log_in(session)
        .and_then(
            [this](bool) { return describe_token(std::move(connection_.login), connection_.api); })
        .and_then([this](HashicorpLogin login) {
          connection_.login = std::move(login);
          return detect();
        });
  }

  Task<Fetched> read(const Reference& reference, const Session&) override {
    if (auto checked = check_reference(reference); !checked)
      return tl::unexpected(std::move(checked).error());
    return connection_.settings.dynamic ? read_dynamic(connection_, reference)
                                        : read_kv(connection_, reference);
  }

  Secret identity() const override {
    // Whose token an agent adds isn't known, so nothing may be kept for others.
    if (connection_.login.token.empty()) return {};
    std::string text;
    const auto add = [&](std::string_view part) {
      text += fmt::format("{}:{},", part.size(), part);
    };
    const http::Endpoint& endpoint = connection_.api.endpoint();
    add(endpoint.origin.text());
    add(endpoint.base_path);
    add(connection_.settings.name_space);
    add(connection_.settings.mount);
    add(connection_.settings.dynamic ? "dynamic"
                                     : fmt::format("kv {}", connection_.kv_version.value_or(0)));
    add(connection_.login.token.reveal());
    return Secret(std::move(text));
  }

  std::vector<protocol::ProbeStep> tried() const override { return tried_; }

 private:
  Task<bool> log_in(const Session& session) {
    if (connection_.login.once) return tl::unexpected(used_up());
    tried_.clear();
    return log_in_hashicorp(vault_, session, connection_.api, tried_)
        .and_then([this, &session](HashicorpLogin login) -> Task<bool> {
          session.see(login.token);
          connection_.login = std::move(login);
          ++connection_.logins;
          connection_.good_until = {};
          return true;
        });
  }

  /// Asked again, the server would say that somebody has opened the secret id, which was us.
  Failure used_up() const {
    return {ErrorKind::unauthenticated,
            fmt::format("`{}` does not take the token of {} any more, and the wrapped secret id "
                        "that made it is used up",
                        server_of(*connection_.settings.endpoint), connection_.login.link),
            "have a new one wrapped; the role's `token_ttl` says how long a token lasts"};
  }

  Task<Connected> detect() {
    if (connection_.settings.dynamic || connection_.kv_version) return connected();
    return detect_kv_version(connection_).and_then([this](unsigned version) -> Task<Connected> {
      connection_.kv_version = version;
      return connected();
    });
  }

  Connected connected() const {
    const HashicorpLogin& login = connection_.login;
    return {login.link, login.identity, login.policies, login.lasts_s, tried_, {}};
  }

  VaultSettings vault_;
  HashicorpConnection connection_;
  std::vector<protocol::ProbeStep> tried_;
};

}  // namespace

Outcome<std::unique_ptr<Provider>> open_hashicorp(const VaultSettings& vault, Session& session) {
  return std::make_unique<Hashicorp>(vault, TRY(hashicorp_settings(vault, session)));
}

}  // namespace keyplate::resolve
