// Each login of Vault and OpenBao, and each way in which it fails: what is asked, what comes of it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "runtime/resolve/bytes.h"
#include "runtime/resolve/credentials/hashicorp.h"
#include "runtime/resolve/json.h"
#include "runtime/resolve/providers/provider.h"
#include "tests/unit/resolve/play_task.h"

namespace keyplate::resolve {
namespace {

using Lines = std::vector<std::string>;

/// A home folder of its own, and the files in it.
class Home {
 public:
  Home() {
    std::string pattern = (std::filesystem::temp_directory_path() / "keyplate-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;
  ~Home() { std::filesystem::remove_all(path_); }

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ + "/" + name) << text;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// `key=value` of each word.
std::vector<std::pair<std::string, std::string>> pairs(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> all;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    all.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return all;
}

http::Result reset(bool sent) {
  return tl::unexpected(
      http::Trouble{{ErrorKind::network, "the connection broke", {}}, sent, true});
}

constexpr char logged_in[] =
    R"({"auth":{"client_token":"s3cr3t-made","policies":["default","web"],"lease_duration":3600,)"
    R"("metadata":{"role_name":"web"},"mfa_requirement":null,"num_uses":0}})";
constexpr char denied[] = R"({"errors":["1 error occurred:\n\t* permission denied\n\n"]})";

struct Played {
  Lines asked;
  std::vector<protocol::ProbeStep> tried;
  std::string came;  ///< the login, or the failure
};

/// "VAULT_TOKEN: default, web, 3600 s", with what the token is, or the failure.
std::string login_line(const Outcome<HashicorpLogin>& login) {
  if (!login) {
    const Failure& failure = login.error();
    return fmt::format("{}: {}; {}", name(failure.kind), failure.message, failure.hint);
  }
  std::string text = login->link;
  if (!login->identity.empty()) text += " is " + login->identity;
  for (const std::string& policy : login->policies) text += ", " + policy;
  if (login->lasts_s) text += fmt::format(", {} s", *login->lasts_s);
  if (login->ours) text += ", ours";
  if (login->counted) text += ", counted";
  if (login->once) text += ", once";
  return text;
}

/// A world in which one vault is logged in to. Every credential in it has `s3cr3t` in it.
struct World {
  std::string settings;
  std::string variables;
  std::string name_space;
  Home home;

  Played play(std::vector<http::Result> answers, bool describe = false,
              const Clock& clock = Clock()) const {
    const VaultSettings vault = vault_settings();
    protocol::Caller caller;
    caller.folder = "/nowhere";
    caller.environment.push_back({"HOME", Secret(std::string_view(home.path()))});
    for (auto& [name, value] : pairs(variables))
      caller.environment.push_back({name, Secret(std::string_view(value))});
    const Session session(caller, {}, -1);
    auto endpoint = std::make_shared<http::Endpoint>();
    endpoint->origin = {"https", "vault.test", 8200};
    const HashicorpApi api(endpoint, name_space);
    Played played;
    Task<HashicorpLogin> task = log_in_hashicorp(vault, session, api, played.tried);
    if (describe) {
      task = std::move(task).and_then(
          [&](HashicorpLogin login) { return describe_token(std::move(login), api); });
    }
    const auto login = resolve::play(std::move(task), std::move(answers), played.asked, clock);
    played.came = login_line(login);
    check_silence(played);
    return played;
  }

 private:
  VaultSettings vault_settings() const {
    VaultSettings vault{"corp", "hashicorp", {}};
    for (auto& [key, value] : pairs(settings)) vault.settings.push_back({key, {value}});
    return vault;
  }
  /// What is told to people holds no credential.
  static void check_silence(const Played& played) {
    std::string told = played.came;
    for (const protocol::ProbeStep& step : played.tried) told += step.link + step.said;
    CHECK(told.find("s3cr3t") == std::string::npos);
  }
};

template <typename... Answers>
std::vector<http::Result> answers(Answers... given) {
  std::vector<http::Result> all;
  (all.push_back(std::move(given)), ...);
  return all;
}

std::string said(const Played& played) {
  std::string text;
  for (const protocol::ProbeStep& step : played.tried)
    text += (text.empty() ? "" : ", ") + step.link + " " + step.said;
  return text;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

TEST_CASE("hashicorp: one request logs in") {
  struct Row {
    const char* settings;
    const char* asked;
    const char* came;
  };
  const Row rows[] = {
      {"auth.type=approle auth.role_id.env=ROLE auth.secret_id.env=SECRET",
       R"(POST /v1/auth/approle/login {"role_id":"s3cr3t-role","secret_id":"s3cr3t"})",
       "AppRole at auth/approle is web, default, web, 3600 s, ours"},
      {"auth.type=approle auth.role_id.env=ROLE auth.mount=ci/approle/",
       R"(POST /v1/auth/ci/approle/login {"role_id":"s3cr3t-role"})",
       "AppRole at auth/ci/approle is web, default, web, 3600 s, ours"},
      {"auth.type=userpass auth.username=al/ice@x auth.password.env=SECRET",
       R"(POST /v1/auth/userpass/login/al%2Fice%40x {"password":"s3cr3t"})",
       "userpass at auth/userpass is web, default, web, 3600 s, ours"},
      {"auth.type=userpass auth.username=a auth.password.env=ODD",
       R"(POST /v1/auth/userpass/login/a {"password":"s3cr3t\"\\\u0001"})",
       "userpass at auth/userpass is web, default, web, 3600 s, ours"},
      {"auth.type=ldap auth.username=alice auth.password.env=SECRET",
       R"(POST /v1/auth/ldap/login/alice {"password":"s3cr3t"})",
       "LDAP at auth/ldap is web, default, web, 3600 s, ours"},
      {"auth.type=jwt auth.role=ci auth.token.env=SECRET",
       R"(POST /v1/auth/jwt/login {"role":"ci","jwt":"s3cr3t"})",
       "JWT at auth/jwt is web, default, web, 3600 s, ours"},
      {"auth.type=kubernetes auth.role=pod auth.token.file=~/jwt",
       R"(POST /v1/auth/kubernetes/login {"role":"pod","jwt":"s3cr3t-file"})",
       "Kubernetes at auth/kubernetes is web, default, web, 3600 s, ours"},
      {"auth.type=cert auth.certificate=/c auth.key=/k", "POST /v1/auth/cert/login {}",
       "TLS certificate at auth/cert is web, default, web, 3600 s, ours"},
      {"auth.type=cert auth.certificate=/c auth.key=/k auth.role=web",
       R"(POST /v1/auth/cert/login {"name":"web"})",
       "TLS certificate at auth/cert is web, default, web, 3600 s, ours"},
  };
  for (const Row& row : rows) {
    INFO(row.settings);
    // An ambient token is there too: a written `auth` must not look at it.
    World world{row.settings,
                "ROLE=s3cr3t-role SECRET=s3cr3t ODD=s3cr3t\"\\\x01 VAULT_TOKEN=s3cr3t-ambient",
                "",
                {}};
    world.home.write("jwt", "s3cr3t-file\n");
    const Played played = world.play(answers(answer(200, logged_in)));
    CHECK(played.asked == Lines{row.asked});
    CHECK(played.came == row.came);
    const Played refused = world.play(answers(answer(400, denied)));
    CHECK_THAT(refused.came, Catch::StartsWith("unauthenticated: login failed: "));
    CHECK_THAT(refused.came, Catch::Contains("was refused by `https://vault.test:8200` with 400: "
                                             "permission denied; check"));
    CHECK(refused.asked.size() == 1);
  }
}

TEST_CASE("hashicorp: tokens are found where the servers' own programs look") {
  struct Row {
    const char* settings;
    const char* variables;
    const char* file;  ///< ~/.vault-token
    const char* came;
    const char* said;
  };
  const Row rows[] = {
      {"", "VAULT_TOKEN=s3cr3t", nullptr, "VAULT_TOKEN",
       "BAO_TOKEN is not set, VAULT_TOKEN gave the token"},
      {"auth.type=default", "VAULT_TOKEN=s3cr3t BAO_TOKEN=s3cr3t2", "s3cr3t", "BAO_TOKEN",
       "BAO_TOKEN gave the token"},
      {"", "BAO_TOKEN= VAULT_TOKEN=s3cr3t", " s3cr3t \n", "~/.vault-token",
       "BAO_TOKEN is empty, ~/.vault-token gave the token"},
      {"", "VAULT_TOKEN=", "s3cr3t", "~/.vault-token",
       "BAO_TOKEN is not set, VAULT_TOKEN is empty, ~/.vault-token gave the token"},
      {"", "BAO_TOKEN_PATH=~/.vault-token", "s3cr3t", "~/.vault-token",
       "BAO_TOKEN is not set, VAULT_TOKEN is not set, ~/.vault-token gave the token"},
      {"", "", " \n",
       "login-required: vault `corp` has no token: BAO_TOKEN is not set, VAULT_TOKEN is not set, "
       "~/.vault-token is empty; `vault login` (or `bao login`) leaves one; or set VAULT_TOKEN, or "
       "say in `auth` how to log in",
       "BAO_TOKEN is not set, VAULT_TOKEN is not set, ~/.vault-token is empty"},
      {"", "BAO_TOKEN_PATH=token", "s3cr3t",
       "login-required: vault `corp` has no token: BAO_TOKEN is not set, VAULT_TOKEN is not set, "
       "token is not an absolute path, as BAO_TOKEN_PATH must be; `vault login` (or `bao login`) "
       "leaves one; or set VAULT_TOKEN, or say in `auth` how to log in",
       "BAO_TOKEN is not set, VAULT_TOKEN is not set, token is not an absolute path, as "
       "BAO_TOKEN_PATH must be"},
      {"", "VAULT_AGENT_ADDR=https://vault.test:8200", nullptr, "VAULT_AGENT_ADDR",
       "BAO_TOKEN is not set, VAULT_TOKEN is not set, ~/.vault-token does not exist, "
       "VAULT_AGENT_ADDR adds its own token"},
      {"auth.type=token auth.token.env=MINE", "MINE=s3cr3t VAULT_TOKEN=x", nullptr, "MINE",
       "MINE gave the token"},
      {"", "VAULT_TOKEN=s3cr3t\xc3\xa4", nullptr,
       "config-invalid: the token from VAULT_TOKEN holds a space or a character that is no "
       "printable ASCII; a token is one word; is there something else around it?",
       "BAO_TOKEN is not set, VAULT_TOKEN gave the token"},
      {"", "", "s3cr3t 2\n",
       "config-invalid: the token from ~/.vault-token holds a space or a character that is no "
       "printable ASCII; a token is one word; is there something else around it?",
       "BAO_TOKEN is not set, VAULT_TOKEN is not set, ~/.vault-token gave the token"},
      {"auth.type=token auth.token.env=MINE", "VAULT_TOKEN=s3cr3t", "s3cr3t",
       "config-invalid: the variable `MINE` is not set; `auth.token.env` names it", ""},
  };
  for (const Row& row : rows) {
    INFO(row.settings << " | " << row.variables);
    World world{row.settings, row.variables, "", {}};
    if (row.file) world.home.write(".vault-token", row.file);
    const Played played = world.play({});
    CHECK(played.came == row.came);
    CHECK(said(played) == row.said);
    CHECK(played.asked.empty());
  }
}

TEST_CASE("hashicorp: a token helper is named") {
  World world{"", "", "", {}};
  world.home.write(".vault", "# mine\n  token_helper = \"/usr/bin/x\"\n");
  CHECK_THAT(said(world.play({})), Catch::Contains("~/.vault names a token_helper, which is not "
                                                   "supported: set VAULT_TOKEN"));
  world.home.write(".vault", "# token_helper\n");
  CHECK_THAT(said(world.play({})), !Catch::Contains("token_helper"));
}

TEST_CASE("hashicorp: what answers to a login mean") {
  struct Row {
    int status;
    const char* body;
    const char* came;
  };
  const Row rows[] = {
      {403, R"({"errors":["permission denied"]})",
       "unauthenticated: login failed: userpass at auth/userpass as `alice` was refused by "
       "`https://vault.test:8200` with 403: permission denied; check `auth.username`"},
      {400, R"({"errors":["\u001b[31mred\u202e"]})",
       "unauthenticated: login failed: userpass at auth/userpass as `alice` was refused by "
       "`https://vault.test:8200` with 400: \\u{1b}[31mred\\u{202e}; check"},
      // No secret was asked for, so nothing is not found.
      {404, R"({"errors":[]})", "config-invalid: logging in by userpass at auth/userpass at"},
      {404, R"({"errors":["no handler for route"]})", "config-invalid: logging in by userpass"},
      {405, R"({"errors":["unsupported operation"]})", "config-invalid: logging in by userpass"},
      {429, R"({"errors":["quota"]})", "throttled: logging in by userpass at auth/userpass at"},
      {500, R"({"errors":["internal"]})", "unavailable: logging in by userpass at auth/userpass"},
      {503, R"({"errors":["Vault is sealed"]})", "unavailable: logging in by userpass"},
      {307, "", "protocol: logging in by userpass at auth/userpass at `https://vault.test:8200`"},
      {200, "<html>", "protocol: "},
      {200, "[]", "protocol: "},
      {200, R"({"auth":null})", "protocol: logging in by userpass at auth/userpass at"},
      {200, R"({"auth":{"client_token":""}})", "protocol: logging in by userpass"},
      {200, R"({"auth":{"client_token":7}})", "protocol: logging in by userpass"},
      {200, R"({"auth":{"client_token":"s3cr3t\nX: y"}})",
       "protocol: the token from userpass at auth/userpass holds a space"},
      {200,
       R"({"auth":{"client_token":"","mfa_requirement":{"mfa_request_id":"r","mfa_constraints":)"
       R"({"all":{"any":[{"type":"totp","id":"1","uses_passcode":true}]}}}}})",
       "needs-person: userpass at auth/userpass asks for a second factor (totp), which is not "
       "supported yet; sign in with `vault login`"},
      {200,
       R"({"auth":{"client_token":"s3cr3t","lease_duration":0,"entity_id":"e-1","num_uses":3}})",
       "userpass at auth/userpass is e-1, ours, counted"},
  };
  const World world{
      "auth.type=userpass auth.username=alice auth.password.env=P", "P=s3cr3t", "", {}};
  for (const Row& row : rows) {
    INFO(row.status << " " << row.body);
    const Played played = world.play(answers(answer(row.status, row.body)));
    CHECK_THAT(played.came, Catch::StartsWith(row.came));
  }
}

TEST_CASE("hashicorp: settings that can't log in") {
  struct Row {
    const char* settings;
    const char* came;
  };
  const Row rows[] = {
      {"auth.type=oidc",
       "unsupported: vault `corp` wants a login by browser (`oidc`), which comes "
       "in a later version with `keyplate login`; until then"},
      {"auth.type=radius", "unsupported: vault `corp` has an unknown `auth.type`, `radius`; "},
      {"auth.type=userpass auth.username=.. auth.password.env=P",
       "config-invalid: `auth.username` of vault `corp` is no user's name; "},
      {"auth.type=userpass auth.username=alice",
       "config-invalid: vault `corp` needs `auth.password`; "},
      {"auth.type=ldap auth.username=alice auth.password.env=LATIN1",
       "config-invalid: `auth.password` of vault `corp` gave bytes that are no text; it must be"},
      {"auth.type=approle auth.role_id.env=P auth.wrapped=true",
       "config-invalid: vault `corp` needs `auth.secret_id`; "},
      {"auth.type=jwt", "config-invalid: vault `corp` needs `auth.token`; "},
      {"auth.type=jwt auth.token.github_oidc=a",
       "config-invalid: GitHub gives this job no identity token: ACTIONS_ID_TOKEN_REQUEST_URL is "
       "not set; the job needs `permissions: id-token: write`"},
      {"auth.type=kubernetes auth.role=r",
       "config-invalid: `/var/run/secrets/kubernetes.io/serviceaccount/token` does not exist; it "
       "is what a pod has"},
      {"auth.type=aws",
       "config-invalid: vault `corp` logs in with AWS keys, and AWS_ACCESS_KEY_ID is "
       "not set; only the AWS_* variables are read so far"},
  };
  for (const Row& row : rows) {
    INFO(row.settings);
    const World world{row.settings, "P=s3cr3t LATIN1=s3cr3t\xff VAULT_TOKEN=s3cr3t", "", {}};
    const Played played = world.play({});
    CHECK_THAT(played.came, Catch::StartsWith(row.came));
    CHECK(played.asked.empty());
  }
}

TEST_CASE("hashicorp: a wrapped secret id is opened once, by us") {
  World world{"auth.type=approle auth.role_id.env=R auth.secret_id.env=W auth.wrapped=true",
              "R=s3cr3t-role W=s3cr3t-wrap",
              "team",
              {}};
  const auto lookup = [](const std::string& path) {
    return answer(200, replaced(R"({"data":{"creation_path":"PATH"}})", "PATH", path));
  };
  const auto unwrapped = [] {
    return answer(200, R"({"data":{"secret_id":"s3cr3t-id"}})");
  };

  const Played well = world.play(
      answers(lookup("auth/approle/role/web/secret-id"), unwrapped(), answer(200, logged_in)));
  CHECK(well.asked ==
        Lines{R"(POST /v1/sys/wrapping/lookup {"token":"s3cr3t-wrap"})",
              "POST /v1/sys/wrapping/unwrap as s3cr3t-wrap {}",
              R"(POST /v1/auth/approle/login {"role_id":"s3cr3t-role","secret_id":"s3cr3t-id"})"});
  CHECK(well.came == "AppRole at auth/approle is web, default, web, 3600 s, ours, once");

  for (const char* path :
       {"team/auth/approle/role/web/secret-id", "auth/approle/role/w/custom-secret-id"})
    CHECK_THAT(world.play(answers(lookup(path))).came, Catch::Contains("sys/wrapping/unwrap"));
  for (const char* path :
       {"", "secret/data/x", "auth/approle/role/secret-id", "auth/approle/role//secret-id",
        "auth/other/role/web/secret-id", "auth/approle/role/web/secret-id/x",
        "teamauth/approle/role/web/secret-id/", "teamauth/approle/role/web/secret-id",
        "auth/approle/role/a/b/secret-id"}) {
    INFO(path);
    const Played swapped = world.play(answers(lookup(path), unwrapped()));
    CHECK_THAT(swapped.came, Catch::StartsWith("integrity: the wrapped secret id was made at `" +
                                               std::string(path) + "`, not for a role of"));
    CHECK(swapped.asked.size() == 1);
  }

  world.name_space = "au";  // the begin of a path that holds no namespace
  CHECK_THAT(world.play(answers(lookup("auth/approle/role/web/secret-id"))).came,
             Catch::Contains("sys/wrapping/unwrap"));
  world.name_space = "team";

  constexpr char gone[] = R"({"errors":["wrapping token is not valid or does not exist"]})";
  const std::string loud =
      "integrity: the wrapped secret id for AppRole at auth/approle can't be "
      "opened: wrapping token is not valid or does not exist; it has expired, is of another server "
      "or namespace, or was opened before: unless that was you, somebody else has the secret id";
  CHECK_THAT(world.play(answers(answer(403, "<html>"))).came, Catch::StartsWith("access-denied: "));
  CHECK_THAT(world.play(answers(answer(404, R"({"errors":[]})"))).came,
             Catch::StartsWith("config-invalid: "));
  CHECK_THAT(world.play(answers(answer(400, gone))).came, Catch::StartsWith(loud));
  CHECK_THAT(world.play(answers(lookup("auth/approle/role/web/secret-id"), answer(400, gone))).came,
             Catch::StartsWith(loud));
  CHECK_THAT(world.play(answers(lookup("auth/approle/role/web/secret-id"), reset(true))).came,
             Catch::EndsWith("may be used up by that; have a new one wrapped"));
  CHECK(world.play(answers(lookup("auth/approle/role/web/secret-id"), reset(false))).came ==
        "network: the connection broke; ");
}

TEST_CASE("hashicorp: a wrapped secret id that we have opened is no alarm") {
  protocol::Caller caller;
  caller.environment.push_back({"S", Secret(std::string_view("s3cr3t"))});
  Session session(caller, {}, -1);
  VaultSettings vault{"corp", "hashicorp", {{"kv_version", {"2"}}}};
  for (auto& [key, value] : pairs("address=https://vault.test auth.type=approle auth.role_id.env=S "
                                  "auth.secret_id.env=S auth.wrapped=true"))
    vault.settings.push_back({key, {value}});
  const auto provider = open_hashicorp(vault, session);
  REQUIRE(provider);
  Lines asked;
  REQUIRE(play((*provider)->connect(session),
               answers(answer(200, R"({"data":{"creation_path":"auth/approle/role/w/secret-id"}})"),
                       answer(200, R"({"data":{"secret_id":"i"}})"), answer(200, logged_in)),
               asked));
  const auto again = play((*provider)->connect(session), {}, asked);
  REQUIRE_FALSE(again);
  CHECK(again.error().kind == ErrorKind::unauthenticated);
  CHECK_THAT(again.error().message,
             Catch::EndsWith("the wrapped secret id that made it is used up"));
  CHECK(asked.size() == 3);
}

/// What may be asked twice: nothing that is used up by being asked for.
TEST_CASE("hashicorp: single-use calls say so") {
  const auto repeats = [](const World& world, std::vector<http::Result> given) {
    std::vector<Repeat> all;
    VaultSettings vault{"corp", "hashicorp", {}};
    for (auto& [key, value] : pairs(world.settings)) vault.settings.push_back({key, {value}});
    protocol::Caller caller;
    caller.environment.push_back({"S", Secret(std::string_view("s3cr3t"))});
    const Session session(caller, {}, -1);
    const HashicorpApi api(std::make_shared<http::Endpoint>(), "");
    std::vector<protocol::ProbeStep> tried;
    auto task = log_in_hashicorp(vault, session, api, tried);
    for (http::Result& next : given) {
      all.push_back(task.exchange().rule.repeat);
      task.resume(std::move(next));
    }
    return all;
  };
  using R = std::vector<Repeat>;
  CHECK(
      repeats({"auth.type=approle auth.role_id.env=S auth.secret_id.env=S auth.wrapped=true",
               "",
               "",
               {}},
              answers(answer(200, R"({"data":{"creation_path":"auth/approle/role/w/secret-id"}})"),
                      answer(200, R"({"data":{"secret_id":"i"}})"), answer(200, logged_in))) ==
      R{Repeat::safe, Repeat::once, Repeat::once});
  CHECK(repeats({"auth.type=approle auth.role_id.env=S auth.secret_id.env=S", "", "", {}},
                answers(answer(200, logged_in))) == R{Repeat::safe});
}

TEST_CASE("hashicorp: a probe asks about a token that was given") {
  const World given{"", "VAULT_TOKEN=s3cr3t", "", {}};
  const std::string ask = "GET /v1/auth/token/lookup-self as s3cr3t";
  const auto about = [](int ttl, int whole, const char* renewable) {
    return answer(
        200,
        fmt::format(R"({{"data":{{"display_name":"token-ci","policies":["default"],)"
                    R"("identity_policies":["team"],"ttl":{},"creation_ttl":{},"renewable":{}}}}})",
                    ttl, whole, renewable));
  };
  Played played = given.play(answers(about(3000, 3600, "true")), true);
  CHECK(played.asked == Lines{ask});
  CHECK(played.came == "VAULT_TOKEN is token-ci, default, team, 3000 s");
  CHECK(given.play(answers(about(0, 0, "false")), true).came ==
        "VAULT_TOKEN is token-ci, default, team");
  CHECK(given.play(answers(about(10, 3600, "false")), true).asked == Lines{ask});

  played = given.play(
      answers(about(10, 3600, "true"), answer(200, R"({"auth":{"lease_duration":3600}})")), true);
  CHECK(played.asked == Lines{ask, "POST /v1/auth/token/renew-self as s3cr3t {}"});
  CHECK(played.came == "VAULT_TOKEN is token-ci, default, team, 3600 s");
  CHECK(given.play(answers(about(10, 3600, "true"), answer(403, denied)), true).came ==
        "VAULT_TOKEN is token-ci, default, team, 10 s");

  CHECK_THAT(
      given.play(answers(answer(403, denied)), true).came,
      Catch::StartsWith("unauthenticated: `https://vault.test:8200` does not accept the token "
                        "of VAULT_TOKEN: permission denied; it has expired"));
  const World ours{"auth.type=userpass auth.username=a auth.password.env=P", "P=s3cr3t", "", {}};
  CHECK(ours.play(answers(answer(200, logged_in)), true).asked.size() == 1);
}

/// A clock that stands still at 2015-08-30T12:36:00Z.
class StillClock : public Clock {
 public:
  WallTime wall() const override { return WallTime(std::chrono::seconds(1'440'938'160)); }
};

/// What a login by AWS sends, decoded: its members, and those of the headers in it.
std::string aws_parts(const std::string& line) {
  const auto body = parse_json(std::string_view(line).substr(line.find('{')));
  REQUIRE(body);
  std::string parts;
  for (const std::string& key : body->keys()) {
    const std::string value = body->member(key)->string().value();
    const bool encoded =
        key == "iam_request_url" || key == "iam_request_body" || key == "iam_request_headers";
    parts += key + "=" + (encoded ? from_base64(value).value() : value) + "\n";
  }
  return parts;
}

TEST_CASE("hashicorp: AWS signs who is asking") {
  struct Row {
    const char* settings;
    const char* variables;
    const char* host;
    const char* scope;
    const char* has;
  };
  const Row rows[] = {
      // Signed by an independent signer with the same keys: the documentation's.
      {"auth.role=dev auth.server_id=vault.example.com auth.region=us-east-1", "",
       "sts.us-east-1.amazonaws.com", "us-east-1",
       "Signature=f8ba4a634ce67d95d15b172bb11e99090ad694bb018c498a6b849b7328c17560"},
      {"auth.role=dev", "AWS_REGION=eu-west-1", "sts.amazonaws.com", "us-east-1",
       "SignedHeaders=content-type;host;x-amz-date, "},
      {"auth.role=dev auth.region=cn-north-1", "", "sts.cn-north-1.amazonaws.com.cn", "cn-north-1",
       R"("X-Amz-Date":"20150830T123600Z")"},
      {"auth.role=dev auth.region=us-gov-west-1", "AWS_SESSION_TOKEN=s3cr3t-session",
       "sts.us-gov-west-1.amazonaws.com", "us-gov-west-1",
       R"("X-Amz-Security-Token":"s3cr3t-session")"},
  };
  for (const Row& row : rows) {
    INFO(row.settings << " | " << row.variables);
    const World world{
        std::string("auth.type=aws ") + row.settings,
        std::string("AWS_ACCESS_KEY_ID=AKIDEXAMPLE "
                    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY ") +
            row.variables,
        "",
        {}};
    const Played played = world.play(answers(answer(200, logged_in)), false, StillClock());
    REQUIRE(played.asked.size() == 1);
    CHECK_THAT(played.asked[0], Catch::StartsWith("POST /v1/auth/aws/login {"));
    const std::string parts = aws_parts(played.asked[0]);
    CHECK_THAT(parts,
               Catch::StartsWith(
                   std::string("role=dev\niam_http_request_method=POST\niam_request_url=https://") +
                   row.host + "/\niam_request_body=Action=GetCallerIdentity&Version=2011-06-15\n"));
    CHECK_THAT(parts, Catch::Contains(std::string(R"("Host":")") + row.host + '"'));
    CHECK_THAT(parts, Catch::Contains(std::string("Credential=AKIDEXAMPLE/20150830/") + row.scope +
                                      "/sts/aws4_request, "));
    CHECK_THAT(parts, Catch::Contains(row.has));
    CHECK(played.came == "AWS IAM at auth/aws is web, default, web, 3600 s, ours");
  }
  const World odd{"auth.type=aws auth.region=evil.test/",
                  "AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=s3cr3t",
                  "",
                  {}};
  CHECK_THAT(
      odd.play({}).came,
      Catch::StartsWith("config-invalid: `auth.region` is `evil.test/`, which is no region"));
}

TEST_CASE("hashicorp: GitHub says which job it is") {
  struct Row {
    const char* url;
    const char* asked;
  };
  const Row rows[] = {
      {"https://run.actions.githubusercontent.com/4//idtoken/a?api-version=2.0",
       "GET /4//idtoken/a?api-version=2.0&audience=https%3A%2F%2Fvault.test"},
      {"https://github.acme.dev/token", "GET /token?audience=https%3A%2F%2Fvault.test"},
      {"https://github.acme.dev", "GET /?audience=https%3A%2F%2Fvault.test"},
  };
  const std::string settings =
      "auth.type=jwt auth.role=ci auth.token.github_oidc=https://vault.test";
  const std::string token = " ACTIONS_ID_TOKEN_REQUEST_TOKEN=s3cr3t-request";
  for (const Row& row : rows) {
    INFO(row.url);
    const World world{
        settings, std::string("ACTIONS_ID_TOKEN_REQUEST_URL=") + row.url + token, "", {}};
    const Played played = world.play(
        answers(answer(200, R"({"count":1,"value":"s3cr3t-jwt"})"), answer(200, logged_in)));
    CHECK(played.asked ==
          Lines{row.asked, R"(POST /v1/auth/jwt/login {"role":"ci","jwt":"s3cr3t-jwt"})"});
    CHECK(played.came == "JWT at auth/jwt is web, default, web, 3600 s, ours");
  }
  for (const char* url : {"http://run.actions.githubusercontent.com/a", "https://user@host/a",
                          "https://host/a?b#c", "ftp://host/", "/a"}) {
    INFO(url);
    const World world{settings, std::string("ACTIONS_ID_TOKEN_REQUEST_URL=") + url + token, "", {}};
    const Played played = world.play({});
    CHECK(played.came == "config-invalid: ACTIONS_ID_TOKEN_REQUEST_URL is no https address; ");
    CHECK(played.asked.empty());
  }
  const World world{settings, "ACTIONS_ID_TOKEN_REQUEST_URL=https://g.test/a" + token, "", {}};
  CHECK_THAT(
      world.play(answers(answer(403, "s3cr3t"))).came,
      Catch::StartsWith(
          "unauthenticated: asking `https://g.test` for the job's identity token failed with 403; "
          "the job needs `permissions: id-token: write`"));
  for (const char* body : {"", "<html>", "[]", R"({"value":7})", R"({"value":""})"}) {
    CHECK(world.play(answers(answer(200, body))).came ==
          "protocol: `https://g.test` answered without an identity token; ");
  }
  CHECK_THAT(world.play(answers(answer(503, ""))).came, Catch::StartsWith("unavailable: "));
}

TEST_CASE("hashicorp: a client certificate is of the connection") {
  const Home home;
  home.write("c.pem", "C");
  protocol::Caller caller;
  caller.environment.push_back({"HOME", Secret(std::string_view(home.path()))});
  const Session session(caller, {}, -1);
  http::Trust trust;
  VaultSettings vault{
      "corp",
      "hashicorp",
      {{"auth.type", {"cert"}}, {"auth.certificate", {"~/c.pem"}}, {"auth.key", {"~/k.pem"}}}};
  const auto missing = add_client_certificate(trust, vault, session);
  REQUIRE_FALSE(missing);
  CHECK_THAT(missing.error().message, Catch::EndsWith("/k.pem` does not exist"));
  home.write("k.pem", "K");
  REQUIRE(add_client_certificate(trust, vault, session));
  CHECK(trust.certificate == home.path() + "/c.pem");
  CHECK(trust.key == home.path() + "/k.pem");
  http::Trust other;
  vault.settings.front().values = {"jwt"};
  REQUIRE(add_client_certificate(other, vault, session));
  CHECK(other.certificate.empty());
}

}  // namespace
}  // namespace keyplate::resolve
