// What is decided about a request before and after libcurl has it.
#include <catch2/catch.hpp>
#include <string>

#include "runtime/resolve/http/answer.h"
#include "runtime/resolve/http/fault.h"
#include "runtime/resolve/http/ip_address.h"
#include "runtime/resolve/http/message.h"
#include "runtime/resolve/http/proxy.h"
#include "runtime/resolve/http/refusal.h"
#include "runtime/resolve/http/transport.h"
#include "runtime/resolve/http/trust.h"

namespace keyplate::resolve::http {
namespace {

TEST_CASE("loopback is an address or a whole name") {
  for (const char* host : {"127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1", "localhost"})
    CHECK(is_loopback(host));
  for (const char* host : {"127.0.0.1.evil.example", "localhost.evil.example", "127.1", "10.0.0.1",
                           "::2", "0.0.0.0", ""})
    CHECK_FALSE(is_loopback(host));
}

TEST_CASE("networks") {
  const auto inside = [](const char* address, const char* network) {
    return is_within(*parse_ip_address(address), network);
  };
  CHECK(inside("10.200.0.1", "10.0.0.0/8"));
  CHECK(inside("10.200.0.1", "10.200.0.1"));
  CHECK(inside("192.168.9.1", "192.168.8.0/22"));
  CHECK_FALSE(inside("192.168.12.1", "192.168.8.0/22"));
  CHECK(inside("fe90::1", "fe80::/10"));
  CHECK(inside("8.8.8.8", "0.0.0.0/0"));
  CHECK_FALSE(inside("::1", "0.0.0.0/0"));
  for (const char* wrong : {"10.0.0.0/", "10.0.0.0/33", "10.0.0.0/8x", "10.0.0.0/-1", "x/8"})
    CHECK_FALSE(inside("10.0.0.0", wrong));
}

TEST_CASE("segments and paths are encoded") {
  CHECK(encode_segment("a-b._~Z9") == "a-b._~Z9");
  CHECK(encode_segment("a b/c?d#e%+\xC3\xA4\n") == "a%20b%2Fc%3Fd%23e%25%2B%C3%A4%0A");
  CHECK(encode_path("team a/kv//x?y") == "team%20a/kv//x%3Fy");
}

TEST_CASE("addresses") {
  const auto parsed = parse_address("https://Vault.Example:8200/prefix//");
  REQUIRE(parsed);
  CHECK(parsed->origin == Origin{"https", "vault.example", 8200});
  CHECK(parsed->base_path == "/prefix");
  CHECK(parsed->origin.text() == "https://vault.example:8200");
  CHECK(parse_address("https://vault.example")->origin.text() == "https://vault.example");
  CHECK(parse_address("http://[::1]:80")->origin.text() == "http://[::1]");
  CHECK(parse_address("http://0x7f.1")->origin.host == "127.0.0.1");
  CHECK(parse_address("unix:///run/agent.sock")->unix_socket == "/run/agent.sock");
  for (const char* wrong : {"",
                            "vault.example:8200",
                            "ftp://h",
                            "https:/h",
                            "https:///h",
                            "https://",
                            "https://u@h",
                            "https://u:p@h",
                            "https://h?q",
                            "https://h#f",
                            "https://h:0",
                            "https://h:65536",
                            "https://h:x",
                            "https://a b",
                            "https://h/a b",
                            "https://h/../x",
                            "https://h/%2E%2e/x",
                            "https://h\\@evil.example",
                            "https://h\n",
                            "https://b\xC3\xBC.example",
                            "https://[fe80::1%25eth0]",
                            "unix://relative",
                            "unix:///a\nb"})
    CHECK_FALSE(parse_address(wrong));
}

TEST_CASE("a bad address is not shown when it may hold a password") {
  CHECK(parse_address("https://me:canary@h").error().message.find("canary") == std::string::npos);
  CHECK(parse_address("https://h?token=canary").error().message.find("canary") ==
        std::string::npos);
}

Request request_to(const char* address) {
  Request request;
  request.endpoint = std::make_shared<const Endpoint>(*parse_address(address));
  request.path = "/v1/x";
  return request;
}

TEST_CASE("what is never sent") {
  Request request = request_to("https://vault.example:8200");
  CHECK_FALSE(refusal_of(request));
  request.credential_origin = Origin{"https", "vault.example", 8200};
  CHECK_FALSE(refusal_of(request));
  for (const Origin& other :
       {Origin{"http", "vault.example", 8200}, Origin{"https", "vault.example", 443},
        Origin{"https", "evil.example", 8200}}) {
    request.credential_origin = other;
    CHECK(refusal_of(request)->kind == ErrorKind::integrity);
  }
  request.credential_origin.reset();
  for (const char* path : {"", "v1/x", "/a/../b", "/a/.", "/a/%2e%2E/b", "/a b", "/a#b", "/a\\b",
                           "/a\r\nb", "/\xC3\xA4"}) {
    request.path = path;
    CHECK(refusal_of(request));
  }
}

TEST_CASE("http needs this machine or the user's word") {
  CHECK_FALSE(refusal_of(request_to("http://127.0.0.1:8200")));
  CHECK_FALSE(refusal_of(request_to("unix:///run/agent.sock")));
  Request request = request_to("http://vault.example:8200");
  CHECK(refusal_of(request)->kind == ErrorKind::config_invalid);
  Endpoint allowed = *request.endpoint;
  allowed.allow_http = true;
  request.endpoint = std::make_shared<const Endpoint>(allowed);
  CHECK_FALSE(refusal_of(request));
}

TEST_CASE("a header with a line break is not sent, nor shown") {
  Request request = request_to("https://vault.example");
  request.headers.push_back({"X-Vault-Token", Secret(std::string_view("canary\r\nX-Evil: 1"))});
  const auto refused = refusal_of(request);
  REQUIRE(refused);
  CHECK(refused->message.find("X-Vault-Token") != std::string::npos);
  CHECK(refused->message.find("canary") == std::string::npos);
  request.headers[0] = {"X Evil", Secret(std::string_view("a"))};
  CHECK(refusal_of(request));
}

/// A caller with variables and a vault with settings.
struct Scene {
  protocol::Caller caller;
  VaultSettings vault;

  Scene() { caller.folder = "/nowhere"; }
  Scene& variable(const char* name, const char* value) {
    caller.environment.push_back({name, Secret(std::string_view(value))});
    return *this;
  }
  Scene& setting(const char* key, const char* value) {
    vault.settings.push_back({key, {value}});
    return *this;
  }
  Session session() const { return Session(caller, nullptr, -1); }
  Proxy proxy(const char* address, std::string_view of_provider = {}) const {
    return proxy_of(vault, session(), parse_address(address)->origin, of_provider);
  }
  Outcome<Trust> trust(const TrustVariables& of_provider = {}) const {
    return trust_of(vault, session(), of_provider);
  }
};

TEST_CASE("the first proxy of configuration, provider and environment") {
  Scene scene;
  scene.variable("all_proxy", "http://all:1").variable("HTTPS_PROXY", "http://upper:1");
  scene.variable("HTTP_PROXY", "http://cgi:1").variable("no_proxy", "a.example");
  CHECK(scene.proxy("https://h").url == "http://upper:1");
  CHECK(scene.proxy("https://h").exceptions == "a.example");
  CHECK(scene.proxy("http://h").url == "http://all:1");
  scene.variable("https_proxy", "http://lower:1");
  CHECK(scene.proxy("https://h").url == "http://lower:1");
  CHECK(scene.proxy("https://h", "http://own:1").url == "http://own:1");
  CHECK(scene.proxy("https://h", "http://own:1").exceptions.empty());
  scene.setting("no_proxy", "b.example");
  CHECK(scene.proxy("https://h").exceptions == "b.example");
  scene.setting("proxy", "");
  CHECK(scene.proxy("https://h", "http://own:1").url.empty());
}

TEST_CASE("hosts that no proxy is used for") {
  const auto used = [](const char* address, const char* exceptions) {
    Endpoint endpoint = *parse_address(address);
    endpoint.proxy = {"http://proxy:1", exceptions};
    return !proxy_for(endpoint).empty();
  };
  CHECK(used("https://vault.example", ""));
  CHECK(used("https://vault.example", "other.example, ault.example,10.0.0.0/8"));
  for (const char* named : {"*", "vault.example", ".example", "EXAMPLE", "x, vault.example ,y"})
    CHECK_FALSE(used("https://vault.example", named));
  CHECK_FALSE(used("https://10.1.2.3", "10.0.0.0/8"));
  CHECK_FALSE(used("https://[2001:db8::1]", "[2001:db8::1]"));
  for (const char* direct :
       {"https://127.0.0.1", "https://localhost", "https://[::1]", "http://169.254.169.254",
        "https://[fd00:ec2::254]", "http://metadata.google.internal", "unix:///run/x"})
    CHECK_FALSE(used(direct, ""));
}

TEST_CASE("a proxy's password isn't part of its name") {
  CHECK(proxy_name("http://me:ca/na@ry@proxy.example:3128/") == "proxy.example:3128");
  CHECK(proxy_name("proxy.example:3128") == "proxy.example:3128");
}

TEST_CASE("certificates to trust: a place that holds none is a failure") {
  CHECK(Scene().trust()->ca_file.empty());
  const TrustVariables own = {{"VAULT_CACERT", "/dev/null"}, {}, {}};
  const auto empty = Scene().trust(own);
  REQUIRE_FALSE(empty);
  CHECK(empty.error().kind == ErrorKind::config_invalid);
  CHECK(empty.error().message == "VAULT_CACERT: `/dev/null` is no regular file");
  CHECK_FALSE(Scene().setting("ca_file", "/dev/zero").trust());  // which has no end
  CHECK_FALSE(Scene().setting("ca_file", "/nonexistent/ca.pem").trust());
  CHECK_FALSE(Scene().variable("SSL_CERT_FILE", "/nonexistent/ca.pem").trust());
  CHECK_FALSE(Scene().variable("SSL_CERT_DIR", "/nonexistent").trust());
  const TrustVariables text = {{}, {"VAULT_CACERT_BYTES", "no PEM"}, {}};
  CHECK_FALSE(Scene().trust(text));
}

TEST_CASE("a variable's relative path does not lead into the workspace") {
  const std::string expected = "VAULT_CACERT is `certs/ca.pem`, which is no absolute path";
  CHECK(Scene().trust({{"VAULT_CACERT", "certs/ca.pem"}, {}, {}}).error().message == expected);
  CHECK_THAT(Scene().trust({{}, {}, {"VAULT_CAPATH", "certs"}}).error().message,
             Catch::EndsWith("is no absolute path"));
  CHECK_THAT(Scene().variable("SSL_CERT_FILE", "ca.pem").trust().error().message,
             Catch::EndsWith("is no absolute path"));
}

TEST_CASE("an answer is cut off where it is too much") {
  std::size_t held = 0;
  Answer answer(10, held);
  CHECK(answer.add_header("HTTP/1.1 103 Early\r\n"));
  CHECK(answer.add_header("X-Early: 1\r\n"));
  CHECK(answer.add_header("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.add_header("Content-Length: 99999999999\r\n"));
  CHECK(answer.add_header("X-A:  b c \r\n"));
  CHECK(answer.add_header("\r\n"));
  CHECK(answer.add_body("12345"));
  CHECK(answer.add_body("67890"));
  CHECK_FALSE(answer.add_body("1"));
  CHECK(answer.excess() == Answer::Excess::body);
  const auto headers = answer.take_headers();
  REQUIRE(headers.size() == 2);
  CHECK(headers[1] == std::pair<std::string, std::string>("x-a", "b c"));
  CHECK(answer.take_body().reveal() == "1234567890");

  CHECK(held == 10);
  {
    held = most_held - 4;  // of others
    Answer crowded(10, held);
    CHECK(crowded.add_body("1234"));
    CHECK_FALSE(crowded.add_body("5"));
    CHECK(crowded.excess() == Answer::Excess::together);
  }
  CHECK(held == most_held - 4);
  held = 10;

  Answer heads(10, held);
  int taken = 0;
  while (taken < 1000 && heads.add_header("A: b\r\n")) ++taken;
  CHECK(taken == 100);
  CHECK(heads.excess() == Answer::Excess::headers);
}

TEST_CASE("a fault knows whether the request can have been sent") {
  Seen seen;
  seen.host = "h:8200";
  seen.authorities = "`ca_file` or VAULT_CACERT";
  const Trouble untrusted = trouble_of(Fault::tls_untrusted, seen);
  CHECK(untrusted.failure.kind == ErrorKind::tls);
  CHECK_FALSE(untrusted.sent);
  CHECK_FALSE(untrusted.passing);
  CHECK(untrusted.failure.hint ==
        "name its authority's certificate with `ca_file` or VAULT_CACERT");
  CHECK(trouble_of(Fault::broken, seen).sent);
  CHECK(trouble_of(Fault::broken, seen).passing);
  seen.sent = false;
  CHECK_FALSE(trouble_of(Fault::broken, seen).sent);
  seen.step = Step::handshake;
  CHECK(trouble_of(Fault::deadline, seen).failure.message ==
        "the time was over before TLS with `h:8200` was agreed");
  for (std::size_t i = 0; i < fault_count; ++i)
    CHECK_FALSE(trouble_of(static_cast<Fault>(i), seen).failure.message.empty());
}

}  // namespace
}  // namespace keyplate::resolve::http
