// Whole requests to the resolver, with a Vault that a function plays: what is sent, how often, and
// what every reference gets.
#include "runtime/resolve/resolver.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fake_transport.h"
#include "runtime/protocol/masker.h"

namespace keyplate::resolve {
namespace {

using namespace std::chrono_literals;

http::Response json(int status, std::string_view body) {
  http::Response made = response(status);
  made.headers.emplace_back("content-type", "application/json");
  made.body = Secret(body);
  return made;
}

std::string token_of(const http::Request& request) {
  for (const http::Header& header : request.headers)
    if (header.name == "X-Vault-Token") return std::string(header.value.reveal());
  return {};
}

/// A KV of version 2 in which every name has a secret, for the tokens that are good.
struct FakeVault {
  std::set<std::string> good = {"hvs.given"};
  std::string denied = "/denied";  ///< what no policy allows
  std::string lease = "3600";      ///< of a login, in seconds
  int logins = 0;
  std::map<std::string, int> asked;  ///< by path
  std::chrono::milliseconds delay = 10ms;

  FakeAnswer operator()(const http::Request& request) {
    ++asked[request.path];
    const bool is_slow = request.path.find("slow") != std::string::npos;
    return {is_slow ? 20 * delay : delay, answer(request)};
  }
  http::Response answer(const http::Request& request) {
    if (request.path == "/v1/auth/approle/login") {
      const std::string token = "hvs.login" + std::to_string(++logins);
      good = {token};
      return json(200, R"({"auth": {"client_token": ")" + token + R"(", "lease_duration": )" +
                           lease + "}}");
    }
    if (!good.contains(token_of(request))) return json(403, R"({"errors": ["permission denied"]})");
    if (request.path.find(denied) != std::string::npos)
      return json(403, R"({"errors": ["1 error occurred:\n\t* permission denied\n\n"]})");
    if (request.path.find("lookup-self") != std::string::npos)
      return json(200, R"({"data": {"display_name": "me, )" + token_of(request) + R"("}})");
    if (request.path.find("none") != std::string::npos) return json(404, R"({"errors": []})");
    return json(200, R"({"data": {"data": {"a": "1", "b": "2"}, "metadata": {"version": 1}}})");
  }
  int reads() const {
    int all = 0;
    for (const auto& [path, count] : asked)
      if (path.find("/data/") != std::string::npos) all += count;
    return all;
  }
};

/// A resolver, its vaults, and one run's requests.
struct Site {
  std::map<std::string, FakeVault> vaults;  ///< by host
  FakeClock clock;
  FakeTransport* transport = nullptr;
  Resolver resolver{[this] {
                      auto made = std::make_unique<FakeTransport>(
                          clock, [this](const http::Request& sent, TimePoint) {
                            return vaults.at(sent.endpoint->origin.host)(sent);
                          });
                      transport = made.get();
                      return Outcome<std::unique_ptr<http::Transport>>(std::move(made));
                    },
                    clock,
                    [] {
                      return 0.5;
                    }};
  protocol::ReadRequest request;

  Site() {
    request.caller.folder = "/work";
    request.caller.environment.push_back({"TOKEN", Secret(std::string_view("hvs.given"))});
    request.caller.environment.push_back({"ROLE", Secret(std::string_view("role-1"))});
  }
  void add_vault(const std::string& name, std::vector<Setting> auth) {
    vaults[name + ".test"];
    VaultSettings settings{name, "hashicorp", std::move(auth)};
    settings.settings.push_back({"address", {"https://" + name + ".test"}});
    settings.settings.push_back({"kv_version", {"2"}});
    request.vaults.push_back(std::move(settings));
  }
  void add_token_vault(const std::string& name) {
    add_vault(name, {{"auth.type", {"token"}}, {"auth.token.env", {"TOKEN"}}});
  }
  void ask(std::uint32_t vault, const std::string& name, const std::string& key = "a") {
    request.references.push_back({vault, name, key, {}, {}, {}, {}});
  }
  /// A letter an answer: the text, or `!` and the kind of failure.
  std::vector<std::string> read() {
    Session session(request.caller, {}, -1, &resolver.seen());
    std::vector<std::string> told;
    const protocol::ReadAnswer all = resolver.read(request, session);
    for (const protocol::Answer& answer : all.answers) {
      if (const auto* text = std::get_if<protocol::Text>(&answer)) {
        told.emplace_back(text->value.reveal());
      } else {
        told.push_back("!" + std::string(name(std::get<Failure>(answer).kind)));
      }
    }
    return told;
  }
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("a secret is read once, whatever the number of references and rounds") {
  Site site;
  site.add_token_vault("a");
  for (int i = 0; i < 100; ++i) site.ask(0, "s" + std::to_string(i % 20), i % 2 ? "a" : "b");
  const Told told = site.read();
  REQUIRE(told.size() == 100);
  CHECK(told[0] == "2");
  CHECK(told[99] == "1");
  CHECK(site.vaults["a.test"].reads() == 20);
  site.read();
  CHECK(site.vaults["a.test"].reads() == 20);
  site.request.references.clear();
  site.ask(0, "none");
  CHECK(site.read() == Told{"!not-found"});
  site.ask(0, "none", "b");
  CHECK(site.read() == Told{"!not-found", "!not-found"});
  CHECK(site.vaults["a.test"].reads() == 21);
}

TEST_CASE("a vault that hangs or refuses holds back no other") {
  Site site;
  for (const char* const name : {"hangs", "refuses", "well"}) site.add_token_vault(name);
  site.vaults["hangs.test"].delay = 1h;
  site.vaults["refuses.test"].good.clear();
  site.request.caller.deadline_ms = 1000;
  for (std::uint32_t vault = 0; vault < 3; ++vault) site.ask(vault, "s");
  site.ask(2, "denied");
  CHECK(site.read() == Told{"!timeout", "!unauthenticated", "1", "!access-denied"});
}

TEST_CASE("a login that has ended is made anew, once for all that wait for it") {
  Site site;
  site.add_vault("a", {{"auth.type", {"approle"}}, {"auth.role_id.env", {"ROLE"}}});
  FakeVault& vault = site.vaults["a.test"];
  site.ask(0, "first");
  CHECK(site.read() == Told{"1"});
  CHECK(vault.logins == 1);
  vault.good.clear();  // the server has been restarted
  site.request.references.clear();
  for (int i = 0; i < 50; ++i) site.ask(0, "s" + std::to_string(i));
  site.ask(0, "slow");  // whose refusal comes after the new login
  CHECK(site.read() == Told(51, "1"));
  CHECK(vault.logins == 2);

  site.clock.time += 2h;  // its hour is over, and nobody had to say so
  const int before = vault.reads();
  site.request.references.clear();
  site.ask(0, "later");
  CHECK(site.read() == Told{"1"});
  CHECK(vault.logins == 3);
  CHECK(vault.reads() == before + 1);
}

TEST_CASE("the next run takes from the cache what is young enough, of the same identity") {
  Site site;
  site.add_token_vault("a");
  site.ask(0, "s");
  FakeVault& vault = site.vaults["a.test"];
  const auto reads_of_a_run = [&] {
    const int before = vault.reads();
    site.resolver.begin_run();
    CHECK(site.read() == Told{"1"});
    return vault.reads() - before;
  };
  CHECK(reads_of_a_run() == 1);
  CHECK(reads_of_a_run() == 0);
  site.request.refresh = true;
  CHECK(reads_of_a_run() == 1);
  site.request.refresh = false;
  site.request.offline = true;
  CHECK(reads_of_a_run() == 0);
  site.request.offline = false;
  site.clock.time += 29min;
  CHECK(reads_of_a_run() == 0);
  site.clock.time += 2min;
  CHECK(reads_of_a_run() == 1);
  site.request.ttl_s = 0;
  CHECK(reads_of_a_run() == 1);
  site.request.ttl_s = 1800;
  CHECK(reads_of_a_run() == 0);
  site.request.caller.environment[0].value = Secret(std::string_view("hvs.another"));
  vault.good.insert("hvs.another");
  CHECK(reads_of_a_run() == 1);
}

TEST_CASE("a login that lasts longer than clocks can count is made once") {
  for (const char* const lease : {"9223372036", "9223372036854775807", "18446744073709551615"}) {
    Site site;
    site.add_vault("a", {{"auth.type", {"approle"}}, {"auth.role_id.env", {"ROLE"}}});
    site.vaults["a.test"].lease = lease;
    site.ask(0, "first");
    CHECK(site.read() == Told{"1"});
    site.ask(0, "second");
    CHECK(site.read() == Told{"1", "1"});
    CHECK(site.vaults["a.test"].logins == 1);
  }
}

TEST_CASE("a probe shows no credential, whatever the server says") {
  Site site;
  site.add_token_vault("a");
  Session session(site.request.caller, {}, -1, &site.resolver.seen());
  const auto answer = site.resolver.probe({{}, site.request.vaults}, session);
  REQUIRE(answer.reports.size() == 1);
  CHECK_FALSE(answer.reports[0].failure);
  CHECK(answer.reports[0].identity == "me, " + std::string(protocol::masked_text));
}

TEST_CASE("vaults that read one mount as different versions share nothing that is kept") {
  Site site;
  site.add_token_vault("a");
  site.request.vaults.push_back(site.request.vaults[0]);
  site.request.vaults[1].settings.back().values = {"1"};
  site.request.vaults[1].name = "b";
  site.ask(0, "s");
  site.read();
  site.request.references[0] = {1, "s", {}, {}, {}, {}, {}};
  CHECK(site.read() == Told{R"({"data":{"a":"1","b":"2"},"metadata":{"version":1}})"});
}

TEST_CASE("offline asks no server") {
  Site site;
  site.add_token_vault("a");
  site.add_vault("b", {{"auth.type", {"approle"}}, {"auth.role_id.env", {"ROLE"}}});
  site.request.offline = true;
  site.ask(0, "s");
  site.ask(1, "s");
  CHECK(site.read() == Told{"!unavailable", "!unavailable"});
  CHECK(site.transport == nullptr);
}

TEST_CASE("a read that is denied drops what was kept") {
  Site site;
  site.add_token_vault("a");
  site.ask(0, "s");
  FakeVault& vault = site.vaults["a.test"];
  CHECK(site.read() == Told{"1"});
  vault.denied = "/s";
  site.request.refresh = true;
  site.resolver.begin_run();
  CHECK(site.read() == Told{"!access-denied"});
  site.request.refresh = false;
  site.request.offline = true;
  site.resolver.begin_run();
  CHECK(site.read() == Told{"!unavailable"});
}

}  // namespace keyplate::resolve
