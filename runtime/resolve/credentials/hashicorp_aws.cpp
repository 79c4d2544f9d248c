// AWS IAM: a request to AWS' own "who am I", signed here and sent by the server, which so learns
// who signed it. https://developer.hashicorp.com/vault/docs/auth/aws#iam-auth-method
#include <fmt/core.h>

#include <memory>
#include <utility>

#include "compiler/names.h"
#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/credentials/hashicorp_login.h"
#include "runtime/resolve/json_object.h"
#include "runtime/resolve/sign/sigv4.h"

namespace keyplate::resolve {
namespace {

constexpr std::string_view body = "Action=GetCallerIdentity&Version=2011-06-15";
constexpr char server_id_header[] = "X-Vault-AWS-IAM-Server-ID";

struct Partition {
  std::string_view region_prefix;
  std::string_view suffix;
};
// botocore's partitions.json
constexpr Partition partitions[] = {
    {"cn-", "amazonaws.com.cn"},   {"eusc-", "amazonaws.eu"},      {"us-iso-", "c2s.ic.gov"},
    {"us-isob-", "sc2s.sgov.gov"}, {"eu-isoe-", "cloud.adc-e.uk"}, {"us-isof-", "csp.hci.ic.gov"},
    {"", "amazonaws.com"},
};

/// What is signed, as long as attempts are made.
struct CallerIdentity {
  AwsKeys keys;
  AwsScope scope;
  std::string host;
  std::string server_id;
};

std::string variable(const HashicorpAuth& auth, std::string_view name) {
  const Secret* value = auth.session.caller().find_variable(name);
  return value ? std::string(value->reveal()) : std::string();
}

Outcome<AwsKeys> keys_of(const HashicorpAuth& auth) {
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}) {
    if (!variable(auth, name).empty()) continue;
    auth.tried.push_back({name, "is not set"});
    return fail(ErrorKind::config_invalid,
                fmt::format("vault `{}` logs in with AWS keys, and {} is not set",
                            visible(auth.vault.name), name),
                "only the AWS_* variables are read so far; profiles, SSO and roles come with the "
                "provider `aws`");
  }
  AwsKeys keys{variable(auth, "AWS_ACCESS_KEY_ID"), Secret(variable(auth, "AWS_SECRET_ACCESS_KEY")),
               Secret(variable(auth, "AWS_SESSION_TOKEN"))};
  auth.session.see(keys.secret_access_key);
  auth.session.see(keys.session_token);
  return keys;
}

Outcome<CallerIdentity> caller_identity(const HashicorpAuth& auth) {
  CallerIdentity caller{
      TRY(keys_of(auth)), {"us-east-1", "sts"}, "sts.amazonaws.com", auth.text("auth.server_id")};
  if (!is_printable_word(caller.server_id)) {
    return fail(ErrorKind::config_invalid,
                "`auth.server_id` holds a space or a character that is no printable ASCII");
  }
  // Not the region of the machine: the server asks the STS that its method names, by default the
  // global one.
  const std::string region = auth.text("auth.region");
  if (region.empty()) return caller;
  if (compiler::aws_region_problem(region)) {
    return fail(ErrorKind::config_invalid,
                fmt::format("`auth.region` is `{}`, which is no region", visible_sentence(region)));
  }
  caller.scope.region = region;
  for (const Partition& partition : partitions) {
    if (!region.starts_with(partition.region_prefix)) continue;
    caller.host = fmt::format("sts.{}.{}", region, partition.suffix);
    break;
  }
  return caller;
}

/// The signed headers as the JSON that the server takes them in.
Outcome<Secret> signed_headers(const CallerIdentity& caller, WallTime now) {
  std::vector<http::Header> headers;
  headers.push_back({"Content-Type",
                     Secret(std::string_view("application/x-www-form-urlencoded; charset=utf-8"))});
  headers.push_back({"Host", Secret(std::string_view(caller.host))});
  if (!caller.server_id.empty())
    headers.push_back({server_id_header, Secret(std::string_view(caller.server_id))});
  SignatureV4 signature =
      TRY(sign_v4({"POST", "/", "", headers, body}, caller.keys, caller.scope, now));
  const auto value = [&](std::string_view name) -> std::optional<std::string_view> {
    for (const auto* list : {&headers, &signature.headers}) {
      for (const http::Header& header : *list) {
        if (header.name == name) return header.value.reveal();
      }
    }
    return std::nullopt;
  };
  return json_object({{"Content-Type", value("Content-Type")},
                      {"Host", value("Host")},
                      {server_id_header, value(server_id_header)},
                      {"X-Amz-Date", value("X-Amz-Date")},
                      {"X-Amz-Security-Token", value("X-Amz-Security-Token")},
                      {"Authorization", value("Authorization")}});
}

/// It could be replayed for some minutes, so it is as secret as what signed it.
Outcome<Secret> login_body(const CallerIdentity& caller, const std::optional<std::string>& role,
                           WallTime now) {
  const Secret headers = TRY(signed_headers(caller, now));
  const Secret encoded(to_base64(headers.reveal()));
  return json_object({{"role", role},
                      {"iam_http_request_method", "POST"},
                      {"iam_request_url", to_base64(fmt::format("https://{}/", caller.host))},
                      {"iam_request_body", to_base64(body)},
                      {"iam_request_headers", encoded.reveal()}});
}

}  // namespace

Task<HashicorpLogin> log_in_with_aws(const HashicorpAuth& auth) {
  auto caller = std::make_shared<const CallerIdentity>(TRY(caller_identity(auth)));
  LoginPlace place = place_of(auth, "AWS IAM", "aws");
  place.who = role_phrase(auth);
  place.check = fmt::format(
      "check `auth.role` and `auth.server_id`, and this machine's clock; the method's "
      "`sts_endpoint` and `sts_region` must be those of `{}`, which `auth.region` chooses",
      caller->host);
  // Signed anew for each attempt: a signature is good for some minutes only.
  auto request = [auth, caller, path = place.path("login"),
                  role = role_of(auth)](const Clock& clock) -> Outcome<http::Request> {
    Secret signed_body = TRY(login_body(*caller, role, clock.wall()));
    return auth.api.post(path, std::move(signed_body), {}, vault_read).request(clock);
  };
  return send_login(auth, std::move(place),
                    Exchange{std::move(request), auth.api.patient(vault_read)});
}

}  // namespace keyplate::resolve
