// The provider of Vault and OpenBao against scripted servers: each row is a whole conversation.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/protocol/masker.h"
#include "runtime/resolve/providers/hashicorp_api.h"
#include "runtime/resolve/providers/provider.h"
#include "runtime/resolve/wall_time.h"

namespace keyplate::resolve {
namespace {

/// What is asked, `GET secret/data/app`, and what comes back.
struct Turn {
  std::string ask;
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
};
struct Read {
  std::string name;
  std::optional<std::string> version = {};
};
struct Conversation {
  std::string what;
  std::vector<Setting> settings;
  std::vector<std::pair<std::string, std::string>> variables;
  std::vector<Read> reads;
  std::vector<Turn> turns;
  std::string expected;  ///< a line for each read, or for why there was none
};

std::string told(const Failure& failure) {
  return std::string(name(failure.kind)) + ": " + failure.message +
         (failure.hint.empty() ? "" : "; " + failure.hint) + "\n";
}

std::string told(Outcome<Fetched> fetched) {
  if (!fetched) return told(fetched.error());
  std::string text(fetched->bytes.reveal());
  // A long one depends on the day of the test.
  if (fetched->lifetime)
    text += fetched->lifetime->count() > 1'000'000
                ? " for long"
                : " for " + std::to_string(fetched->lifetime->count()) + "s";
  return text + (fetched->keep ? "\n" : " once\n");
}

std::string told(const http::Request& request) {
  std::string text = request.method + " " + request.path;
  CHECK(request.path.starts_with("/v1/"));
  for (const http::Header& header : request.headers) {
    if (header.name == "X-Vault-Request" || header.name == "X-Vault-Token") continue;
    text += " " + header.name + "=" + std::string(header.value.reveal());
  }
  const bool has_token =
      std::any_of(request.headers.begin(), request.headers.end(), [](const http::Header& header) {
        return header.name == "X-Vault-Token" && header.value.reveal() == "t0ken";
      });
  CHECK(has_token == (request.credential_origin == request.endpoint->origin));
  return has_token ? text : text + " without token";
}

/// Plays the server, whose answers are given in order.
class Server {
 public:
  explicit Server(const std::vector<Turn>& turns) : turns_(turns) {}

  template <typename T>
  Outcome<T> play(Task<T> task) {
    while (!task.done()) {
      const Outcome<http::Request> request = task.exchange().request(Clock());
      REQUIRE(request);
      const std::string asked = told(*request);
      REQUIRE(next_ < turns_.size());
      const Turn& turn = turns_[next_++];
      std::string expected = turn.ask;
      expected.replace(0, 4, "GET /v1/");
      CHECK(asked == expected);
      const bool once = task.exchange().rule.repeat == Repeat::once;
      CHECK(once == (asked.find("/creds/") != std::string::npos));
      auto headers = turn.headers;
      if (headers.empty() && std::string_view(turn.body).substr(0, 1) == "{")
        headers.emplace_back("content-type", "application/json");
      task.resume(http::Response{turn.status, true, headers, Secret(std::string_view(turn.body))});
    }
    return task.take();
  }
  bool is_done() const { return next_ == turns_.size(); }

 private:
  const std::vector<Turn>& turns_;
  std::size_t next_ = 0;
};

std::string played(const Conversation& given) {
  protocol::Caller caller{"/work", {}, 30'000, false, {}};
  caller.environment.push_back({"TOKEN", Secret(std::string_view("t0ken"))});
  caller.environment.push_back({"HOME", Secret(std::string_view("/home/me"))});
  for (const auto& [name, value] : given.variables)
    caller.environment.push_back({name, Secret(std::string_view(value))});
  VaultSettings vault{"corp", "hashicorp", given.settings};
  if (!vault.find("auth.type")) {
    vault.settings.push_back({"auth.type", {"token"}});
    vault.settings.push_back({"auth.token.env", {"TOKEN"}});
  }
  SeenCredentials seen;
  Session session(caller, {}, -1, &seen);
  auto provider = open_hashicorp(vault, session);
  if (!provider) return told(provider.error());
  Server server(given.turns);
  const auto connected = server.play((*provider)->connect(session));
  if (!connected) return told(connected.error());
  CHECK_FALSE((*provider)->identity().empty());
  std::string repeated = "t0ken";  // as a server may do in its errors
  seen.scrub(std::array{&repeated});
  CHECK(repeated == protocol::masked_text);
  std::string lines;
  for (const Read& read : given.reads) {
    Reference reference;
    reference.name = read.name;
    reference.version = read.version;
    lines += told(server.play((*provider)->read(reference, session)));
  }
  CHECK(server.is_done());
  return lines;
}

void play(const std::vector<Conversation>& conversations) {
  for (const Conversation& one : conversations) {
    INFO(one.what);
    CHECK(played(one) == one.expected);
  }
}

const Setting at_acme{"address", {"https://vault.acme.dev:8200"}};
const Setting pinned_1{"kv_version", {"1"}};
const Setting pinned_2{"kv_version", {"2"}};
const std::vector<Setting> dynamic = {
    at_acme, {"engine", {"dynamic"}}, {"mount", {"database"}}, {"paths", {"creds/*"}}};
const std::string ui = "GET sys/internal/ui/mounts/secret";
const std::string is_kv2 =
    R"({"data":{"path":"secret/","type":"kv","options":{"version":"2"}},"request_id":"r1"})";
const std::string value2 =
    R"({"data":{"data":{"a": 1.50, "b":"x"},"metadata":{"version":3,"deletion_time":"","destroyed":false}}})";
const std::string no_policy = R"({"errors":["1 error occurred:\n\t* permission no_policy\n\n"]})";
const std::string alive =
    R"({"data":{"display_name":"approle-ci","policies":["default","ci"],"ttl":3600}})";
const std::string look_up = "GET auth/token/lookup-self";
const std::string nothing = R"({"errors":[]})";

TEST_CASE("a mount of KV is read in the form that it has") {
  const std::string kv1 = R"({"data":{"type":"kv"}})";
  const std::string wrong_form =
      R"({"data":null,"warnings":["Invalid path for a versioned K/V secrets engine. See"]})";
  play({
      {"version 2",
       {at_acme},
       {},
       {{"app"}},
       {{ui, 200, is_kv2}, {"GET secret/data/app", 200, value2}},
       "{\"a\":1.50,\"b\":\"x\"}\n"},
      {"version 1 has no options",
       {at_acme},
       {},
       {{"app"}},
       {{ui, 200, R"({"data":{"path":"secret/","type":"kv","options":null}})"},
        {"GET secret/app", 200, R"({"lease_duration":2764800,"data":{"a":"b"}})"}},
       "{\"a\":\"b\"}\n"},
      {"a server that doesn't know the question has version 1",
       {at_acme},
       {},
       {{"app"}},
       {{ui, 404, R"({"errors":["unsupported path"]})"},
        {"GET secret/app", 200, R"({"data":{"a":"b"}})"}},
       "{\"a\":\"b\"}\n"},
      {"pinned, nothing is asked",
       {at_acme, pinned_2},
       {},
       {{"app"}, {"app", "2"}},
       {{"GET secret/data/app", 200, value2}, {"GET secret/data/app?version=2", 200, value2}},
       "{\"a\":1.50,\"b\":\"x\"}\n{\"a\":1.50,\"b\":\"x\"}\n"},
      {"names are encoded, a namespace is a header",
       {at_acme, pinned_2, {"namespace", {"team-a/"}}, {"mount", {"team/kv"}}},
       {},
       {{"a b/c%2F?#\xc3\xa9"}},
       {{"GET team/kv/data/a%20b/c%252F%3F%23%C3%A9 X-Vault-Namespace=team-a", 200, value2}},
       "{\"a\":1.50,\"b\":\"x\"}\n"},
      {"a due deletion bounds how long it is kept",
       {at_acme, pinned_2},
       {},
       {{"app"}, {"old"}, {"odd"}},
       {{"GET secret/data/app", 200,
         R"({"data":{"data":{},"metadata":{"version":1,"deletion_time":"2999-01-02T03:04:05.6Z"}}})"},
        {"GET secret/data/old", 200,
         R"({"data":{"data":{},"metadata":{"version":1,"deletion_time":"2001-01-02T03:04:05Z"}}})"},
        {"GET secret/data/odd", 200,
         R"({"data":{"data":{},"metadata":{"version":1,"deletion_time":"soon"}}})"}},
       "{} for long\n{} for 0s\n{} for 0s\n"},
      {"a mount that was upgraded is asked about again, once",
       {at_acme},
       {},
       {{"app"}},
       {{ui, 200, kv1},
        {"GET secret/app", 404, wrong_form},
        {ui, 200, is_kv2},
        {"GET secret/data/app", 200, value2}},
       "{\"a\":1.50,\"b\":\"x\"}\n"},
      {"a mount that contradicts itself",
       {at_acme},
       {},
       {{"app"}},
       {{ui, 200, kv1},
        {"GET secret/app", 404, wrong_form},
        {ui, 200, kv1},
        {"GET secret/app", 404, wrong_form}},
       "protocol: `https://vault.acme.dev:8200` says of `secret` that it is KV version 1, and that "
       "it is version 2; pin it in the vault: `kv_version = 2`\n"},
  });
}

TEST_CASE("a mount that can't be read says why and what to do") {
  play({
      {"another engine",
       {at_acme},
       {},
       {},
       {{ui, 200, R"({"data":{"path":"secret/","type":"database"}})"}},
       "config-invalid: what is mounted at `secret` is the engine `database`, not KV; `engine = "
       "\"dynamic\"` "
       "with `paths` reads an engine that mints credentials\n"},
      {"a path below the mount",
       {at_acme, {"mount", {"secret/team"}}},
       {},
       {},
       {{"GET sys/internal/ui/mounts/secret/team", 200, is_kv2}},
       "config-invalid: `secret/team` lies within the mount `secret`; write `mount = \"secret\"`, "
       "and `team/` "
       "before the names\n"},
      {"no policy",
       {at_acme},
       {},
       {},
       {{ui, 403, no_policy}, {look_up, 200, alive}},
       "access-denied: `https://vault.acme.dev:8200` does not say which version of KV `secret` "
       "is: "
       "nothing is "
       "mounted there, or the token of TOKEN has no policy for any path below it; give it one, "
       "such as `path "
       "\"secret/data/*\" { capabilities = [\"read\"] }`, or pin it in the vault: `kv_version = "
       "2`, or 1\n"},
      {"a dead token",
       {at_acme},
       {},
       {},
       {{ui, 403, no_policy}, {look_up, 403, no_policy}},
       "unauthenticated: `https://vault.acme.dev:8200` does not take the token of TOKEN: it has "
       "expired, was "
       "revoked or belongs to another server or namespace; `auth.token` of the vault must give "
       "a new one; one that is new has neither the policy `default` nor one for what is read\n"},
      {"a page",
       {at_acme},
       {},
       {},
       {{ui, 200, "<html>", {{"content-type", "text/html; charset=utf-8"}}}},
       "protocol: `https://vault.acme.dev:8200` answered with 200 and `text/html` instead of the "
       "API's JSON; is "
       "`address` that of the server itself, not of a page before it?\n"},
      {"another service",
       {at_acme},
       {},
       {},
       {{ui, 404, "404 page not found\n", {{"content-type", "text/plain"}}}},
       "protocol: asking which engine is mounted at `secret` at `https://vault.acme.dev:8200` "
       "failed with 404 and "
       "`text/plain` instead of the API's JSON; is `address` that of the server, without a path "
       "that a proxy adds?\n"},
      {"sealed",
       {at_acme},
       {},
       {},
       {{ui, 503, R"({"errors":["Vault is sealed"]})"}},
       "unavailable: asking which engine is mounted at `secret` at `https://vault.acme.dev:8200` "
       "failed with 503: "
       "Vault is sealed; somebody with unseal keys must unseal it: `vault operator unseal`\n"},
  });
}

TEST_CASE("a secret that isn't there says what is") {
  const std::string deleted =
      R"({"request_id":"r2","data":{"data":null,"metadata":{"version":3,"deletion_time":"2026-01-02T03:04:05.678Z","destroyed":false}}})";
  const std::string destroyed =
      R"({"data":{"data":null,"metadata":{"version":2,"deletion_time":"","destroyed":true}}})";
  play({
      {"never",
       {at_acme, pinned_2},
       {},
       {{"app"}, {"app", "9"}},
       {{"GET secret/data/app", 404, nothing}, {"GET secret/data/app?version=9", 404, nothing}},
       "not-found: `https://vault.acme.dev:8200` has nothing at `secret/data/app`; "
       "check the name, `mount` and `namespace`\n"
       "not-found: `https://vault.acme.dev:8200` has no version 9 of `secret/app`; `vault kv "
       "metadata get "
       "secret/app` lists those that it has\n"},
      {"deleted",
       {at_acme, pinned_2},
       {},
       {{"app"}, {"a;b"}},
       {{"GET secret/data/app", 404, deleted}, {"GET secret/data/a%3Bb", 404, destroyed}},
       "version-unavailable: version 3 of `secret/app` was deleted at 2026-01-02T03:04:05.678Z; "
       "`vault kv undelete "
       "-versions=3 secret/app` brings it back\n"
       "version-unavailable: version 2 of `secret/a;b` is destroyed; nothing brings it back; "
       "`vault kv metadata get "
       "MOUNT/PATH` lists the others\n"},
      {"pinned to the wrong version",
       {at_acme, pinned_1},
       {},
       {{"app"}, {"app", "2"}},
       {{"GET secret/app", 404,
         R"({"warnings":["Invalid path for a versioned K/V secrets engine"],"data":null})"}},
       "config-invalid: `secret` is KV version 2, and vault `corp` says `kv_version = 1`; leave "
       "`kv_version` out, or "
       "write 2\n"
       "config-invalid: `secret` is KV version 1, which keeps one version of `app`; leave "
       "`version` out\n"},
      {"no mount: `default=` must not hide it",
       {at_acme, pinned_2},
       {},
       {{"app"}},
       {{"GET secret/data/app", 404,
         R"({"errors":["no handler for route \"secret/data/app\". route entry not found."]})"}},
       "config-invalid: reading `secret/data/app` at `https://vault.acme.dev:8200` failed with "
       "404: no handler for "
       "route \"secret/data/app\". route entry not found.; nothing is mounted there; check `mount` "
       "and `namespace`\n"},
      {"members are missing",
       {at_acme, pinned_2},
       {},
       {{"app"}, {"app"}, {"app"}},
       {{"GET secret/data/app", 200, R"({"request_id":"r3"})"},
        {"GET secret/data/app", 200, R"({"data":{"data":{}}})"},
        {"GET secret/data/app", 204, ""}},
       "protocol: reading `secret/data/app` at `https://vault.acme.dev:8200` was answered with 200 "
       "but without `data` "
       "(request r3); is that HashiCorp Vault or OpenBao, and nothing that rewrites its "
       "answers?\n"
       "protocol: reading `secret/data/app` at `https://vault.acme.dev:8200` was answered with 200 "
       "but without "
       "`data.metadata`; is that HashiCorp Vault or OpenBao, and nothing that rewrites its "
       "answers?\n"
       "protocol: reading `secret/data/app` at `https://vault.acme.dev:8200` failed with 204 and "
       "no error of the API's\n"},
      {"names that could leave the mount are never sent",
       {at_acme, pinned_2},
       {},
       {{"../sys/seal"}, {"a/./b"}, {"/a"}, {"a\nb"}, {"a/"}, {"app", "1&list=true"}},
       {},
       "config-invalid: `../sys/seal` has the part `..`, which no server takes\n"
       "config-invalid: `a/./b` has the part `.`, which no server takes\n"
       "config-invalid: `/a` begins with `/`; a path is relative to the mount, such as "
       "`payments/api`\n"
       "config-invalid: `a\\u{a}b` has a control character\n"
       "config-invalid: `a/` ends with `/`, which means a folder and no secret\n"
       "config-invalid: the version `1&list=true` has `&`; a version is a number from 1 on; leave "
       "it out for the "
       "newest\n"},
  });
}

TEST_CASE("a refusal tells a dead token from a missing policy") {
  const std::string policy =
      "`https://vault.acme.dev:8200` denies `read` on `secret/data/app` to the token of TOKEN";
  play({
      {"the policy lacks it; the token is not looked up again at once",
       {at_acme, pinned_2},
       {},
       {{"app"}, {"b"}},
       {{"GET secret/data/app", 403, no_policy},
        {look_up, 200, alive},
        {"GET secret/data/b", 403, no_policy}},
       "access-denied: " + policy +
           " (`approle-ci`, policies `default`, `ci`); a policy needs `path \"secret/data/app\" { "
           "capabilities = "
           "[\"read\"] }`; policies for KV version 2 have `data/` in the path\n"
           "access-denied: `https://vault.acme.dev:8200` denies `read` on `secret/data/b` to "
           "the "
           "token of TOKEN "
           "(`approle-ci`, policies `default`, `ci`); a policy needs `path \"secret/data/b\" { "
           "capabilities = "
           "[\"read\"] }`; policies for KV version 2 have `data/` in the path\n"},
      {"the token has expired",
       {at_acme, pinned_2, {"namespace", {"team"}}},
       {},
       {{"app"}},
       {{"GET secret/data/app X-Vault-Namespace=team", 403, no_policy},
        {look_up + " X-Vault-Namespace=team", 403, no_policy}},
       "unauthenticated: `https://vault.acme.dev:8200` does not take the token of TOKEN in "
       "namespace `team`: it has "
       "expired, was revoked or belongs to another server or namespace; `auth.token` of the vault "
       "must give a new one; one that is new has neither the policy `default` nor one for what "
       "is read\n"},
      {"a proxy's own refusal",
       {at_acme, pinned_2},
       {},
       {{"app"}},
       {{"GET secret/data/app", 401, "<h1>no", {{"content-type", "text/html"}}}},
       "unauthenticated: reading `secret/data/app` at `https://vault.acme.dev:8200` failed with "
       "401 and `text/html` "
       "instead of the API's JSON; something before the server wants a credential of its own\n"},
      {"a quota",
       {at_acme, pinned_2},
       {},
       {{"app"}},
       {{"GET secret/data/app", 429, R"({"errors":["rate limit quota exceeded"]})"}},
       "throttled: reading `secret/data/app` at `https://vault.acme.dev:8200` failed with 429: "
       "rate limit quota "
       "exceeded; a rate limit quota is used up; a smaller `concurrency` asks less at once\n"},
      {"a server that writes in colour",
       {at_acme, pinned_2},
       {},
       {{"app"}},
       {{"GET secret/data/app", 400, R"({"errors":["\u001b[31mbad\u001b[0m"]})"}},
       "config-invalid: reading `secret/data/app` at `https://vault.acme.dev:8200` failed with "
       "400: "
       "\\u{1b}[31mbad\\u{1b}[0m; the server can't do that as it is asked; check `mount` and the "
       "name\n"},
      {"TLS is spoken there",
       {{"address", {"http://127.0.0.1:8200"}}, pinned_2},
       {},
       {{"app"}},
       {{"GET secret/data/app", 400, "Client sent an HTTP request to an HTTPS server.\n"}},
       "protocol: reading `secret/data/app` at `http://127.0.0.1:8200` failed with 400 and no "
       "error "
       "of the API's; a server with TLS answers so; write `https` in `address`\n"},
  });
}

TEST_CASE("one redirect is followed, and only to the same server") {
  const auto to = [](std::string where) {
    return Turn{"GET secret/data/app", 307, "", {{"location", std::move(where)}}};
  };
  const std::string refused =
      "protocol: reading `secret/data/app` at `https://vault.acme.dev:8200` was answered with "
      "307, a redirect to ";
  const std::string cure =
      "; a token is sent to the configured address only; if that host is right, name it in "
      "`address`\n";
  const auto row = [&](std::string where, std::string shown) {
    return Conversation{where,     {at_acme, pinned_2}, {},
                        {{"app"}}, {to(where)},         refused + shown + cure};
  };
  play({
      {"the same",
       {at_acme, pinned_2},
       {},
       {{"app"}},
       {to("https://vault.acme.dev:8200/v1/secret/data/app?x=1"),
        {"GET secret/data/app?x=1", 200, value2}},
       "{\"a\":1.50,\"b\":\"x\"}\n"},
      {"its own path",
       {at_acme, pinned_2},
       {},
       {{"app"}},
       {to("/v1/ns/secret/data/app"), {"GET ns/secret/data/app", 404, nothing}},
       "not-found: `https://vault.acme.dev:8200` has nothing at `secret/data/app`; "
       "check the name, `mount` and `namespace`\n"},
      {"twice",
       {at_acme, pinned_2},
       {},
       {{"app"}},
       {to("/v1/b"), {"GET b", 307, "", {{"location", "/v1/c"}}}},
       refused + "another path of its own" + cure},
      row("https://other.acme.dev:8200/v1/secret/data/app?t=1", "`other.acme.dev:8200`"),
      row("https://vault.acme.dev:8201/v1/secret/data/app", "`vault.acme.dev:8201`"),
      row("http://vault.acme.dev:8200/v1/secret/data/app", "`vault.acme.dev:8200`"),
      row("https://vault.acme.dev:8200@evil.dev/v1/secret/data/app", "`evil.dev`"),
      row("//evil.dev/v1/secret/data/app", "`evil.dev`"),
      row("https://vault.acme.dev:8200/ui/", "`vault.acme.dev:8200`"),
      row("/v1/../ui", "another path of its own"),
      {"where the person has switched it off",
       {at_acme, pinned_2},
       {{"VAULT_DISABLE_REDIRECTS", "true"}},
       {{"app"}},
       {to("/v1/b")},
       refused + "another path of its own" + cure},
  });
}

TEST_CASE("a dynamic engine mints what its paths permit, once") {
  play({
      {"with a lease, whose id nobody sees",
       dynamic,
       {},
       {{"creds/app"}},
       {{"GET database/creds/app", 200,
         R"({"lease_id":"database/creds/app/x1","lease_duration":3600,"renewable":true,"data":{"username":"u","password":"p"}})"}},
       "{\"username\":\"u\",\"password\":\"p\"} for 2400s once\n"},
      {"without",
       dynamic,
       {},
       {{"creds/a"}, {"creds/b"}, {"creds/c"}},
       {{"GET database/creds/a", 200, R"({"lease_id":"","lease_duration":0,"data":{"ttl":90}})"},
        {"GET database/creds/b", 200, R"({"data":{"expiration":"32503680000"}})"},
        {"GET database/creds/c", 200, R"({"data":{"x":1}})"}},
       "{\"ttl\":90} for 60s once\n{\"expiration\":\"32503680000\"} for long once\n{\"x\":1} "
       "once\n"},
      {"not permitted, and versions",
       dynamic,
       {},
       {{"roles/app"}, {"creds/a/b"}, {"creds/a", "1"}},
       {},
       "access-denied: vault `corp` does not let `roles/app` be minted; its `paths` say what "
       "may "
       "be read of a dynamic "
       "engine\n"
       "access-denied: vault `corp` does not let `creds/a/b` be minted; its `paths` say what "
       "may "
       "be read of a dynamic "
       "engine\n"
       "config-invalid: what a dynamic engine mints has no versions; leave `version` out\n"},
      {"no policy, no such role, nothing to read",
       dynamic,
       {},
       {{"creds/a"}, {"creds/b"}, {"creds/c"}},
       {{"GET database/creds/a", 403, no_policy},
        {look_up, 200, alive},
        {"GET database/creds/b", 400, R"({"errors":["unknown role: b"]})"},
        {"GET database/creds/c", 405,
         R"({"errors":["1 error occurred:\n\t* unsupported operation\n\n"]})"}},
       "access-denied: `https://vault.acme.dev:8200` denies `read` on `database/creds/a` to the "
       "token of TOKEN "
       "(`approle-ci`, policies `default`, `ci`); a policy needs `path \"database/creds/a\" { "
       "capabilities = "
       "[\"read\"] }`\n"
       "config-invalid: reading `database/creds/b` at `https://vault.acme.dev:8200` failed with "
       "400: unknown role: b; the server can't do that as it is asked; check `mount` and the name\n"
       "unsupported: reading `database/creds/c` at `https://vault.acme.dev:8200` failed with 405: "
       "unsupported "
       "operation; the engine that is mounted there has nothing to read at that path\n"},
  });
}

/// Where the vault is, by the first thing that it says: sealed.
std::string place(std::vector<Setting> settings,
                  std::vector<std::pair<std::string, std::string>> variables) {
  settings.push_back(pinned_2);
  const std::string said = played({"",
                                   std::move(settings),
                                   std::move(variables),
                                   {{"a"}},
                                   {{"GET secret/data/a", 503, nothing}},
                                   ""});
  const std::string_view before = "unavailable: reading `secret/data/a` at `";
  if (!said.starts_with(before)) return said;
  return said.substr(before.size(), said.find('`', before.size()) - before.size());
}

TEST_CASE("variables say what settings leave open") {
  CHECK(place({}, {}) == "https://127.0.0.1:8200");
  CHECK(place({}, {{"VAULT_ADDR", "https://a"}}) == "https://a");
  CHECK(place({}, {{"VAULT_ADDR", "https://a"}, {"BAO_ADDR", "https://b"}}) == "https://b");
  CHECK(place({}, {{"VAULT_ADDR", "https://a"}, {"BAO_ADDR", ""}}) == "https://127.0.0.1:8200");
  CHECK(place({}, {{"VAULT_ADDR", "https://a"}, {"VAULT_AGENT_ADDR", "unix:///run/a.sock"}}) ==
        "unix:///run/a.sock");
  CHECK(place({at_acme}, {{"VAULT_ADDR", "https://a"}}) == "https://vault.acme.dev:8200");
  CHECK(place({{"endpoint", {"https://e"}}}, {{"VAULT_ADDR", "https://a"}}) == "https://e");
  CHECK(place({}, {{"VAULT_ADDR", "https://me:pass@a"}}).find("pass") == std::string::npos);
  CHECK(
      place({}, {{"VAULT_ADDR", "a"}}).starts_with("config-invalid: VAULT_ADDR: the address `a` "));
  CHECK(place({}, {{"BAO_ADDR", "https://a/v1"}}) ==
        "config-invalid: BAO_ADDR ends with the API's version, which is added by itself\n");
  CHECK(place({}, {{"VAULT_SKIP_VERIFY", "false"}}) == "https://127.0.0.1:8200");
  CHECK(place({}, {{"VAULT_SKIP_VERIFY", "T"}}) ==
        "config-invalid: VAULT_SKIP_VERIFY is set, and keyplate verifies every server; unset it, "
        "and name the "
        "certificate to trust in VAULT_CACERT or the vault's `ca_file`\n");
  CHECK(place({}, {{"BAO_SKIP_VERIFY", "yes"}}) ==
        "config-invalid: BAO_SKIP_VERIFY is `yes`, which is neither `true` nor `false`\n");
  CHECK(place({}, {{"VAULT_CLIENT_CERT", "/c.pem"}}) ==
        "config-invalid: VAULT_CLIENT_CERT is set without VAULT_CLIENT_KEY; a client certificate "
        "takes both: a file "
        "with it and a file with its key\n");
  CHECK(
      place({}, {{"VAULT_CLIENT_CERT", "c.pem"}, {"VAULT_CLIENT_KEY", "/k.pem"}})
          .starts_with("config-invalid: VAULT_CLIENT_CERT is `c.pem`, which is no absolute path"));
  CHECK(place({}, {{"VAULT_CLIENT_TIMEOUT", "90s"}, {"VAULT_MAX_RETRIES", "0"}}) ==
        "https://127.0.0.1:8200");
  CHECK(place({}, {{"VAULT_CLIENT_TIMEOUT", "soon"}}) ==
        "config-invalid: VAULT_CLIENT_TIMEOUT is `soon`, which is no time; it takes seconds, or a "
        "duration such as "
        "`90s` or `500ms`\n");
  CHECK(place({}, {{"VAULT_MAX_RETRIES", "-1"}}) ==
        "config-invalid: VAULT_MAX_RETRIES is `-1`, which is no number from 0 on\n");
  CHECK(place({}, {{"VAULT_NAMESPACE", "a/sys"}}) ==
        "config-invalid: VAULT_NAMESPACE is `a/sys`, which has the part `sys`, a name that the "
        "server keeps for "
        "itself\n");
  CHECK(place({}, {{"VAULT_NAMESPACE", "root"}}) == "https://127.0.0.1:8200");
}

TEST_CASE("the person's patience is for logins too") {
  protocol::Caller caller{"/work", {}, 30'000, false, {}};
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
    caller.environment.push_back({name, Secret(std::string_view("k3y"))});
  caller.environment.push_back({"VAULT_MAX_RETRIES", Secret(std::string_view("0"))});
  caller.environment.push_back({"VAULT_CLIENT_TIMEOUT", Secret(std::string_view("5"))});
  Session session(caller, {}, -1);
  for (const char* type : {"aws", "userpass"}) {
    const VaultSettings vault{"corp",
                              "hashicorp",
                              {at_acme,
                               {"auth.type", {type}},
                               {"auth.username", {"me"}},
                               {"auth.password.env", {"AWS_SECRET_ACCESS_KEY"}}}};
    auto provider = open_hashicorp(vault, session);
    REQUIRE(provider);
    auto login = (*provider)->connect(session);
    REQUIRE_FALSE(login.done());
    CHECK(login.exchange().rule.attempts == 1);
    CHECK(login.exchange().rule.attempt_time == std::chrono::seconds(5));
  }
}

TEST_CASE("the token of the environment goes to the server of the environment only") {
  const std::vector<Setting> ambient = {at_acme, {"auth.type", {"default"}}};
  const auto variables = [](std::string address) {
    return std::vector<std::pair<std::string, std::string>>{{"VAULT_ADDR", std::move(address)},
                                                            {"VAULT_TOKEN", "t0ken"}};
  };
  CHECK(place(ambient, variables("https://vault.acme.dev:8200/")) == "https://vault.acme.dev:8200");
  CHECK(place(ambient, {{"VAULT_TOKEN", "t0ken"}}) == "https://vault.acme.dev:8200");
  CHECK(place(ambient, variables("https://vault.acme.dev")) ==
        "config-invalid: the token of the environment belongs to `https://vault.acme.dev`, which "
        "VAULT_ADDR names, and "
        "vault `corp` is at `https://vault.acme.dev:8200`; say in the vault's `auth` how to log in "
        "there, or unset "
        "the variable\n");
  CHECK(place({at_acme}, variables("https://other")) == "https://vault.acme.dev:8200");
}

TEST_CASE("a probe asks who the token is, which a read never does") {
  protocol::Caller caller{"/work", {}, 30'000, false, {}};
  caller.environment.push_back({"TOKEN", Secret(std::string_view("t0ken"))});
  Session session(caller, {}, -1);
  const VaultSettings vault{
      "corp",
      "hashicorp",
      {at_acme, pinned_2, {"auth.type", {"token"}}, {"auth.token.env", {"TOKEN"}}}};
  auto provider = open_hashicorp(vault, session);
  REQUIRE(provider);
  const std::vector<Turn> turns = {{look_up, 200, alive}};
  Server server(turns);
  const auto connected = server.play((*provider)->probe(session));
  REQUIRE(connected);
  CHECK(connected->link == "TOKEN");
  CHECK(connected->identity == "approle-ci");
  CHECK(connected->policies == std::vector<std::string>{"default", "ci"});
  CHECK(connected->lasts_s == 3600u);
  CHECK_FALSE((*provider)->identity().empty());
}

constexpr int long_list =
    300'000;  // which takes for ever where each element is looked for from the begin

TEST_CASE("errors of a server are bounded and made visible") {
  http::Response response{
      500,
      true,
      {},
      Secret(std::string_view(
          R"({"errors":["2 errors occurred:\n\t* a\n\t* b\u202e\n\n","c\nd",7]})"))};
  CHECK(errors_of(response) == std::vector<std::string>{"a", "b\\u{202e}", "c", "d"});
  response.body =
      Secret("{\"errors\":[\"" + std::string(900, 'x') + "\",\"" + std::string(900, 'y') + "\"]}");
  CHECK(errors_of(response) == std::vector<std::string>{std::string(900, 'x'), "..."});
  response.body = Secret(std::string_view("<html>"));
  CHECK(errors_of(response).empty());
  std::string numbers = "1";
  for (int i = 0; i < long_list; ++i) numbers += ",1";
  response.body = Secret("{\"errors\":[\"a\"," + numbers + "]}");
  CHECK(errors_of(response) == std::vector<std::string>{"a"});
}

TEST_CASE("what a server says of a token is bounded in messages") {
  std::string policies = R"("default")";
  for (int i = 0; i < long_list; ++i) policies += R"(,"policy")";
  const std::string said = played({"",
                                   {at_acme, pinned_2},
                                   {},
                                   {{"app"}},
                                   {{"GET secret/data/app", 403, no_policy},
                                    {look_up, 200,
                                     R"({"data":{"display_name":")" + std::string(long_list, 'x') +
                                         R"(","policies":[)" + policies + "]}}"}},
                                   {}});
  CHECK(said.starts_with("access-denied: "));
  CHECK(said.size() < 3000);
}

TEST_CASE("what might be a part of a credential is not shown") {
  const std::string token(300, 't');
  const auto said = [&](int status, std::string header, std::string value) {
    return failure_of({status,
                       true,
                       {{std::move(header), std::move(value)}},
                       Secret(std::string_view("x"))},
                      {}, "reading")
        .message;
  };
  CHECK_THAT(said(500, "content-type", "text/" + token), !Catch::Contains("tttt"));
  CHECK_THAT(said(307, "location", "https://" + token + "/"), !Catch::Contains("tttt"));
}

TEST_CASE("moments are read as RFC 3339 writes them") {
  const auto seconds = [](std::string_view text) {
    const auto moment = parse_wall_time(text);
    return moment ? std::optional(moment->time_since_epoch().count()) : std::nullopt;
  };
  CHECK(seconds("1970-01-01T00:00:01Z") == 1);
  CHECK(seconds("2999-12-31T23:59:59.999999999Z") == 32503679999);
  CHECK(seconds("1970-01-01T01:00:00+01:00") == 0);
  for (const char* wrong :
       {"", "1970-01-01", "1970-02-30T00:00:00Z", "1970-01-01T00:00:00", "1970-01-01T24:00:00Z",
        "1970-01-01T00:00:00Zx", "1970-1-01T00:00:00Z", "1970-01-01T00:00:00+0100"})
    CHECK_FALSE(seconds(wrong));
}

}  // namespace
}  // namespace keyplate::resolve
