#include "cli/vault_lines.h"

#include <catch2/catch.hpp>

#include "cli/vault_variables.h"

namespace keyplate::cli {
namespace {

TEST_CASE("a probe's report says what there is to say") {
  protocol::ProbeReport report;
  CHECK(probe_lines(report).empty());
  report.link = "VAULT_TOKEN";
  report.identity = "token-ci\x1b[1m";
  report.policies = {"default", "reader"};
  report.lasts_s = 3597;
  report.tried = {{"BAO_TOKEN", "is not set"}, {"VAULT_TOKEN", "gave the token"}};
  CHECK(probe_lines(report) ==
        "  connected   VAULT_TOKEN\n"
        "  identity    token-ci\\u{1b}[1m\n"
        "  policies    default, reader\n"
        "  lasts       59m57s\n"
        "  tried       BAO_TOKEN is not set\n"
        "              VAULT_TOKEN gave the token\n");
  protocol::ProbeReport failed;
  failed.failure = protocol::Failure{protocol::ErrorKind::login_required, "no token", "log in"};
  CHECK(probe_lines(failed) == "  failed      login-required: no token; log in\n");
}

TEST_CASE("the login in a proxy's URL is found") {
  const std::pair<const char*, const char*> rows[] = {
      {"http://me:pw@proxy:3128", "me:pw"}, {"http://proxy:3128/a@b", ""}, {"me@proxy", "me"},
      {"http://a@b@proxy", "a@b"},          {"http://proxy", ""},          {"", ""},
  };
  for (const auto& [url, login] : rows) CHECK(login_in_url(url) == login);
}

}  // namespace
}  // namespace keyplate::cli
