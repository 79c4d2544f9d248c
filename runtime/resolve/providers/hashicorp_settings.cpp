#include "runtime/resolve/providers/hashicorp_settings.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "compiler/duration.h"
#include "compiler/names.h"
#include "grammar/unicode.h"
#include "runtime/resolve/credentials/hashicorp.h"
#include "runtime/resolve/http/proxy.h"
#include "runtime/resolve/http/transport.h"
#include "runtime/resolve/http/trust.h"

namespace keyplate::resolve {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view default_address = "https://127.0.0.1:8200";
constexpr std::string_view default_mount = "secret";

/// A value and who said it: "`address` of vault `corp`", "VAULT_ADDR".
struct Said {
  std::string value;
  std::string by;
};

std::optional<Said> setting(const VaultSettings& vault, std::string_view key) {
  const Setting* found = vault.find(key);
  if (!found || found->values.empty()) return std::nullopt;
  return Said{found->values.front(), fmt::format("`{}` of vault `{}`", key, visible(vault.name))};
}

/// BAO_X, else VAULT_X; one that is empty says nothing, but BAO_X hides VAULT_X all the same.
std::optional<Said> variable(const Session& session, std::string_view name) {
  for (const std::string_view prefix : {"BAO_", "VAULT_"}) {
    std::string whole = fmt::format("{}{}", prefix, name);
    const Secret* value = session.caller().find_variable(whole);
    if (!value) continue;
    if (value->empty()) return std::nullopt;
    return Said{std::string(value->reveal()), std::move(whole)};
  }
  return std::nullopt;
}

tl::unexpected<Failure> refused(const Said& said, std::string_view reason,
                                std::string_view hint = {}) {
  return fail(ErrorKind::config_invalid,
              fmt::format("{} is `{}`, which {}", said.by, visible_sentence(said.value), reason),
              std::string(hint));
}

Outcome<void> check_name(const Said& said, compiler::NameRule rule) {
  if (const auto problem = rule(said.value)) return refused(said, problem->reason);
  return {};
}

std::string without_slashes(std::string_view text) {
  while (text.starts_with('/')) text.remove_prefix(1);
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

/// As Go's strconv.ParseBool reads it.
Outcome<bool> read_bool(const Said& said) {
  constexpr std::string_view yes[] = {"1", "t", "T", "TRUE", "true", "True"};
  constexpr std::string_view no[] = {"0", "f", "F", "FALSE", "false", "False"};
  if (std::find(std::begin(yes), std::end(yes), said.value) != std::end(yes)) return true;
  if (std::find(std::begin(no), std::end(no), said.value) != std::end(no)) return false;
  return refused(said, "is neither `true` nor `false`");
}

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

Outcome<milliseconds> read_timeout(const Said& said) {
  const std::string_view text = said.value;
  if (const auto seconds = whole_number(text)) return std::chrono::seconds(*seconds);
  if (const auto duration = compiler::parse_duration(text)) return *duration;
  if (text.ends_with("ms")) {
    if (const auto count = whole_number(text.substr(0, text.size() - 2)))
      return milliseconds(*count);
  }
  return refused(said, "is no time", "it takes seconds, or a duration such as `90s` or `500ms`");
}

// ---- where ----

/// Never shows the value: somebody's URL may hold a password.
Outcome<http::Endpoint> read_address(const Said& said) {
  if (!said.value.starts_with("unix://")) {
    if (const auto problem = compiler::hashicorp_address_problem(said.value))
      return fail(ErrorKind::config_invalid, fmt::format("{} {}", said.by, problem->reason));
  }
  auto endpoint = http::parse_address(said.value);
  if (!endpoint) {
    return fail(ErrorKind::config_invalid, fmt::format("{}: {}", said.by, endpoint.error().message),
                endpoint.error().hint);
  }
  endpoint->profile = http::Profile::server;
  return endpoint;
}

std::optional<Said> written_address(const VaultSettings& vault) {
  auto address = setting(vault, "address");
  return address ? address : setting(vault, "endpoint");
}

bool same_server(const http::Endpoint& a, const http::Endpoint& b) {
  return a.origin == b.origin;
}

bool is_ambient(const VaultSettings& vault) {
  const auto type = setting(vault, "auth.type");
  return !type || type->value == "default";
}

/// The ambient token belongs to the server that the environment names, if it names one.
Outcome<void> check_token_belongs(const VaultSettings& vault, const Session& session,
                                  const http::Endpoint& endpoint) {
  std::optional<http::Endpoint> own;
  std::string by;
  for (const std::string_view name : {"AGENT_ADDR", "ADDR"}) {
    const auto said = variable(session, name);
    if (!said) continue;
    own = TRY(read_address(*said));
    if (same_server(*own, endpoint)) return {};
    by = said->by;
  }
  if (!own) return {};
  return fail(ErrorKind::config_invalid,
              fmt::format("the token of the environment belongs to `{}`, which {} names, and vault "
                          "`{}` is at `{}`",
                          server_of(*own), by, visible(vault.name), server_of(endpoint)),
              "say in the vault's `auth` how to log in there, or unset the variable");
}

bool allows_http(const VaultSettings& vault, const std::string& host) {
  const Setting* hosts = vault.find("allow_http");
  return hosts &&
         std::find(hosts->values.begin(), hosts->values.end(), host) != hosts->values.end();
}

Outcome<http::Endpoint> find_endpoint(const VaultSettings& vault, const Session& session) {
  const auto written = written_address(vault);
  std::optional<Said> said = written;
  if (!said) said = variable(session, "AGENT_ADDR");
  if (!said) said = variable(session, "ADDR");
  if (!said) said = Said{std::string(default_address), "the default address"};
  http::Endpoint endpoint = TRY(read_address(*said));
  endpoint.allow_http = allows_http(vault, endpoint.origin.host);
  if (written && is_ambient(vault)) TRY(check_token_belongs(vault, session, endpoint));
  return endpoint;
}

// ---- what it trusts ----

Outcome<void> refuse_unverified(const Session& session) {
  const auto skip = variable(session, "SKIP_VERIFY");
  if (!skip || !TRY(read_bool(*skip))) return {};
  return fail(
      ErrorKind::config_invalid,
      fmt::format("{} is set, and keyplate verifies every server", skip->by),
      "unset it, and name the certificate to trust in VAULT_CACERT or the vault's `ca_file`");
}

http::TrustVariable trust_variable(const Session& session, std::string_view name) {
  const auto said = variable(session, name);
  if (said) return {said->by, said->value};
  return {fmt::format("VAULT_{}", name), {}};
}

Outcome<void> add_client(const Session& session, http::Trust& trust) {
  const auto certificate = variable(session, "CLIENT_CERT");
  const auto key = variable(session, "CLIENT_KEY");
  if (certificate.has_value() != key.has_value()) {
    const bool lacks_key = certificate.has_value();
    return fail(ErrorKind::config_invalid,
                fmt::format("{} is set without VAULT_CLIENT_{}",
                            lacks_key ? certificate->by : key->by, lacks_key ? "KEY" : "CERT"),
                "a client certificate takes both: a file with it and a file with its key");
  }
  if (!certificate) return {};
  trust.certificate = TRY(session.own_path(certificate->by, certificate->value));
  trust.key = TRY(session.own_path(key->by, key->value));
  return {};
}

Outcome<http::Trust> find_trust(const VaultSettings& vault, const Session& session) {
  TRY(refuse_unverified(session));
  http::Trust trust = TRY(
      http::trust_of(vault, session,
                     {trust_variable(session, "CACERT"), trust_variable(session, "CACERT_BYTES"),
                      trust_variable(session, "CAPATH")}));
  TRY(add_client(session, trust));
  TRY(add_client_certificate(trust, vault, session));
  if (const auto name = variable(session, "TLS_SERVER_NAME")) trust.server_name = name->value;
  return trust;
}

http::Proxy find_proxy(const VaultSettings& vault, const Session& session,
                       const http::Origin& origin) {
  std::optional<Said> said = variable(session, "PROXY_ADDR");
  if (!said) said = variable(session, "HTTP_PROXY");
  return http::proxy_of(vault, session, origin, said ? said->value : std::string());
}

// ---- what is read, and how ----

Outcome<std::string> find_namespace(const VaultSettings& vault, const Session& session) {
  std::optional<Said> said = setting(vault, "namespace");
  if (!said) said = variable(session, "NAMESPACE");
  if (!said) return std::string();
  said->value = without_slashes(said->value);
  if (said->value.empty() || said->value == "root") return std::string();
  TRY(check_name(*said, compiler::hashicorp_namespace_problem));
  return said->value;
}

Outcome<std::string> find_mount(const VaultSettings& vault) {
  std::optional<Said> said = setting(vault, "mount");
  if (!said) return std::string(default_mount);
  TRY(check_name(*said, compiler::hashicorp_mount_problem));
  return without_slashes(said->value);
}

Outcome<std::vector<compiler::Glob>> find_paths(const VaultSettings& vault) {
  std::vector<compiler::Glob> globs;
  const Setting* paths = vault.find("paths");
  if (!paths) return globs;
  for (const std::string& pattern : paths->values) {
    auto glob = compiler::Glob::compile(pattern);
    if (!glob) {
      return refused({pattern, fmt::format("`paths` of vault `{}`", visible(vault.name))},
                     glob.error().reason);
    }
    globs.push_back(*std::move(glob));
  }
  return globs;
}

Outcome<void> read_engine(const VaultSettings& vault, HashicorpSettings& settings) {
  if (const auto engine = setting(vault, "engine")) {
    settings.dynamic = engine->value == "dynamic";
    if (!settings.dynamic && engine->value != "kv")
      return refused(*engine, "is no engine", "it takes `kv` or `dynamic`");
  }
  if (const auto version = setting(vault, "kv_version")) {
    if (version->value != "1" && version->value != "2")
      return refused(*version, "is no version of KV", "it takes 1 or 2");
    settings.kv_version = version->value == "1" ? 1 : 2;
  }
  settings.paths = TRY(find_paths(vault));
  return {};
}

Outcome<void> read_patience(const Session& session, HashicorpSettings& settings) {
  if (const auto timeout = variable(session, "CLIENT_TIMEOUT"))
    settings.patience.attempt_time = TRY(read_timeout(*timeout));
  if (const auto retries = variable(session, "MAX_RETRIES")) {
    constexpr int most = 100;
    const auto count = whole_number(retries->value);
    if (!count) return refused(*retries, "is no number from 0 on");
    settings.patience.attempts = 1 + std::min(*count, most);
  }
  if (const auto off = variable(session, "DISABLE_REDIRECTS"))
    settings.follow_redirects = !TRY(read_bool(*off));
  return {};
}

}  // namespace

Outcome<HashicorpSettings> hashicorp_settings(const VaultSettings& vault, const Session& session) {
  HashicorpSettings settings;
  settings.vault = vault.name;
  http::Endpoint endpoint = TRY(find_endpoint(vault, session));
  endpoint.trust = TRY(find_trust(vault, session));
  endpoint.proxy = find_proxy(vault, session, endpoint.origin);
  settings.endpoint = std::make_shared<const http::Endpoint>(std::move(endpoint));
  settings.name_space = TRY(find_namespace(vault, session));
  settings.mount = TRY(find_mount(vault));
  TRY(read_engine(vault, settings));
  TRY(read_patience(session, settings));
  return settings;
}

}  // namespace keyplate::resolve
