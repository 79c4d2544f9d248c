// Signatures of AWS: the published vectors, where they are, and what they leave out.
#include "runtime/resolve/sign/sigv4.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "runtime/resolve/bytes.h"
#include "runtime/resolve/cipher.h"
#include "runtime/resolve/json.h"

namespace keyplate::resolve {
namespace {

namespace fs = std::filesystem;

// 2015-08-30T12:36:00Z
const WallTime at = WallTime(std::chrono::seconds(1'440'938'160));

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string text_of(JsonValue value, std::string_view key) {
  const auto member = value.member(key);
  return member && member->type() == JsonType::string ? member->string().value_or("") : "";
}

bool is_true(JsonValue value, std::string_view key) {
  const auto member = value.member(key);
  return member && member->text() == "true";
}

Secret secret(std::string_view text) {
  return Secret(text);
}

/// A request as text, with lines that may be folded.
struct Written {
  std::string method, path, query, body;
  std::vector<http::Header> headers;

  explicit Written(const std::string& text) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    if (end + 2 < text.size()) body = text.substr(end + 2);
    std::string head = text.substr(0, end);
    if (!head.ends_with('\n')) head += '\n';
    std::size_t line = head.find('\n');
    const std::string first = head.substr(0, line);
    const std::size_t space = first.find(' ');
    const std::string target = first.substr(space + 1, first.rfind(' ') - space - 1);
    method = first.substr(0, space);
    path = target.substr(0, target.find('?'));
    if (path.size() < target.size()) query = target.substr(path.size() + 1);
    for (++line; line < head.size();) {
      std::size_t stop = head.find('\n', line);
      while (stop + 1 < head.size() && head[stop + 1] == ' ') stop = head.find('\n', stop + 1);
      const std::string whole = head.substr(line, stop - line);
      const std::size_t colon = whole.find(':');
      headers.push_back({whole.substr(0, colon), secret(whole.substr(colon + 1))});
      line = stop + 1;
    }
  }
};

void check_vector(const fs::path& folder) {
  INFO(folder.filename());
  const std::string context_text = file_text(folder / "context.json");
  const auto context = parse_json(context_text);
  REQUIRE(context);
  const JsonValue given = context->member("credentials").value();
  Written request(file_text(folder / "request.txt"));
  const bool token = !is_true(*context, "omit_session_token");
  const AwsKeys keys{text_of(given, "access_key_id"), secret(text_of(given, "secret_access_key")),
                     secret(token ? text_of(given, "token") : "")};
  if (is_true(*context, "sign_body")) {
    const auto digest = sha256(request.body).value();
    request.headers.push_back(
        {"X-Amz-Content-Sha256", secret(to_hex({digest.data(), digest.size()}))});
  }
  const auto made = sign_v4(
      {request.method, request.path, request.query, request.headers, request.body}, keys,
      {text_of(*context, "region"), text_of(*context, "service"), is_true(*context, "normalize")},
      at);
  REQUIRE(made);
  CHECK(made->canonical_request.reveal() == file_text(folder / "header-canonical-request.txt"));
  CHECK(made->string_to_sign.reveal() == file_text(folder / "header-string-to-sign.txt"));
  const std::string_view header = made->headers.back().value.reveal();
  CHECK(header.substr(header.rfind('=') + 1) == file_text(folder / "header-signature.txt"));
}

TEST_CASE("sigv4: the published vectors") {
  const fs::path folder =
      fs::path(KEYPLATE_SOURCE_DIR).parent_path() / "shared/vectors/aws-sigv4/v4";
  if (!fs::exists(folder)) {
    WARN("skipped: " << folder << " is not there");
    return;
  }
  int cases = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(entry.path() / "context.json")) continue;
    check_vector(entry.path());
    ++cases;
  }
  CHECK(cases > 15);
}

/// The keys of AWS' documentation.
AwsKeys documented_keys() {
  return {"AKIDEXAMPLE", secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), {}};
}

std::string canonical(std::string_view path, std::string_view query,
                      std::vector<http::Header> headers = {}, bool normalize = true) {
  headers.push_back({"Host", secret("h")});
  const auto made = sign_v4({"GET", path, query, headers, ""}, documented_keys(),
                            {"us-east-1", "service", normalize}, at);
  REQUIRE(made);
  return std::string(made->canonical_request.reveal());
}

TEST_CASE("sigv4: what is signed") {
  struct Row {
    const char* path;
    const char* query;
    const char* signed_path;
    const char* signed_query;
  };
  const Row rows[] = {
      {"", "", "/", ""},
      {"/a%20b/c%2Fd", "", "/a%2520b/c%252Fd", ""},  // encoded once more, as all but S3 want it
      {"//a//./b/../c/", "", "/a/c/", ""},
      {"/../..", "", "/", ""},
      {"/", "b=2&a=1&a=0&a-b=3&&c", "/", "a=0&a=1&a-b=3&b=2&c="},
      {"/", "a=b=c&d=%2f&e=%zz&f=x+y", "/", "a=b%3Dc&d=%2F&e=%25zz&f=x%2By"},
      {"/", "\xe1\x88\xb4=~._-", "/", "%E1%88%B4=~._-"},
  };
  for (const Row& row : rows) {
    INFO(row.path << "?" << row.query);
    CHECK_THAT(
        canonical(row.path, row.query),
        Catch::StartsWith(std::string("GET\n") + row.signed_path + "\n" + row.signed_query + "\n"));
  }
  CHECK_THAT(canonical("//a/../b", "", {}, false), Catch::StartsWith("GET\n//a/../b\n"));

  std::vector<http::Header> headers;
  headers.push_back({"X-B", secret("  two   words\t")});
  headers.push_back({"x-a", secret("1")});
  headers.push_back({"X-A", secret("\"q  q\"")});
  headers.push_back({"User-Agent", secret("changes")});
  headers.push_back({"Connection", secret("close")});
  CHECK_THAT(
      canonical("/", "", std::move(headers)),
      Catch::Contains("\n\nhost:h\nx-a:1,\"q q\"\nx-amz-date:20150830T123600Z\nx-b:two words\n\n"
                      "host;x-a;x-amz-date;x-b\n"));
}

/// Computed with an independent signer that reproduces all of the published vectors.
TEST_CASE("sigv4: a call of STS") {
  std::vector<http::Header> headers;
  headers.push_back({"Host", secret("sts.us-east-1.amazonaws.com")});
  headers.push_back({"Content-Type", secret("application/x-www-form-urlencoded; charset=utf-8")});
  headers.push_back({"X-Vault-AWS-IAM-Server-ID", secret("vault.example.com")});
  const auto made =
      sign_v4({"POST", "/", "", headers, "Action=GetCallerIdentity&Version=2011-06-15"},
              documented_keys(), {"us-east-1", "sts"}, at);
  REQUIRE(made);
  REQUIRE(made->headers.size() == 2);
  CHECK(made->headers[0].value.reveal() == "20150830T123600Z");
  CHECK(made->headers[1].value.reveal() ==
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/sts/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date;x-vault-aws-iam-server-id, "
        "Signature=f8ba4a634ce67d95d15b172bb11e99090ad694bb018c498a6b849b7328c17560");
}

TEST_CASE("sigv4: what no header can hold is refused unseen") {
  struct Row {
    const char* id;
    const char* token;
    const char* region;
  };
  const Row rows[] = {
      {"", "", "r"}, {"s3cr3t x", "", "r"}, {"A", "s3cr3t\r\nX: y", "r"}, {"A", "", "r\n"}};
  for (const Row& row : rows) {
    const auto made = sign_v4({"GET", "/", "", {}, ""}, {row.id, secret("k"), secret(row.token)},
                              {row.region, "sts"}, at);
    REQUIRE_FALSE(made);
    CHECK(made.error().kind == ErrorKind::config_invalid);
    CHECK(made.error().message.find("s3cr3t") == std::string::npos);
  }
}

}  // namespace
}  // namespace keyplate::resolve
