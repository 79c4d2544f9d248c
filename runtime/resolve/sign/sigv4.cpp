#include "runtime/resolve/sign/sigv4.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "compiler/result.h"
#include "runtime/protocol/wiping_allocator.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/cipher.h"

namespace keyplate::resolve {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view header_blanks = " \t\r\n";

/// What proxies and clients may change, sorted.
constexpr std::string_view unsigned_headers[] = {
    "connection",          "expect",           "keep-alive", "proxy-authenticate",
    "proxy-authorization", "proxy-connection", "te",         "trailer",
    "transfer-encoding",   "upgrade",          "user-agent", "x-amzn-trace-id",
};

/// RFC 3986's unreserved characters stay, and slashes of a path.
std::string encode(std::string_view text, bool keep_slash) {
  std::string out;
  for (const char c : text) {
    out += c == '/' && keep_slash ? std::string(1, c) : http::encode_segment({&c, 1});
  }
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = text[at] == '%' && at + 2 < text.size() && hex_value(text[at + 1]) >= 0 &&
                        hex_value(text[at + 2]) >= 0;
    if (!escape) {
      out += text[at];
      continue;
    }
    out += static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
    at += 2;
  }
  return out;
}

/// Calls `visit` for each part between separators.
template <typename Visit>
void split(std::string_view text, char separator, Visit visit) {
  for (;;) {
    const std::size_t end = std::min(text.find(separator), text.size());
    visit(text.substr(0, end));
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

/// RFC 3986, 5.2.4, without the empty segments; a slash at the end stays.
std::string normalized(std::string_view path) {
  std::vector<std::string_view> segments;
  split(path, '/', [&](std::string_view segment) {
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
  });
  std::string out;
  for (const std::string_view segment : segments) out.append("/").append(segment);
  if (out.empty() || path.ends_with('/')) out += '/';
  return out;
}

std::string canonical_path(std::string_view path, bool normalize) {
  if (path.empty()) return "/";
  return encode(normalize ? normalized(path) : path, true);
}

/// Pairs are sorted, not their texts: `a` comes before `a-b`.
std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  split(query, '&', [&](std::string_view part) {
    if (part.empty()) return;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    pairs.emplace_back(encode(decode(part.substr(0, equals)), false), encode(decode(value), false));
  });
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

/// Without space at its ends, and one for each run of it, quotes or not; a fold is space too.
void append_value(std::string& out, std::string_view value) {
  const std::size_t begin = out.size();
  split(value, ' ', [&](std::string_view word) {
    while (!word.empty() && header_blanks.find(word.front()) != std::string_view::npos)
      word.remove_prefix(1);
    while (!word.empty() && header_blanks.find(word.back()) != std::string_view::npos)
      word.remove_suffix(1);
    if (word.empty()) return;
    if (out.size() > begin) out += ' ';
    out += word;
  });
}

/// Of each name in lower case its values, as they were sent, with commas between.
using SignedHeaders = std::map<std::string, std::string>;

void add(SignedHeaders& all, std::string_view name, std::string_view value) {
  std::string key = ascii_lower(name);
  if (std::find(std::begin(unsigned_headers), std::end(unsigned_headers), key) !=
      std::end(unsigned_headers))
    return;
  auto [entry, first] = all.try_emplace(std::move(key));
  if (!first) entry->second += ',';
  append_value(entry->second, value);
}

std::string names_of(const SignedHeaders& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names.append(names.empty() ? "" : ";").append(name);
  return names;
}

Failure unusable() {
  return {ErrorKind::unsupported, "OpenSSL has no SHA-256", "is it set up to refuse it?"};
}

Outcome<std::string> hash(std::string_view bytes) {
  const auto digest = sha256(bytes);
  if (!digest) return tl::unexpected(unusable());
  return to_hex({digest->data(), digest->size()});
}

Outcome<Secret> canonical_request(const RequestToSign& request, const AwsScope& scope,
                                  const SignedHeaders& headers) {
  std::string out;
  out.append(request.method).append("\n");
  out.append(canonical_path(request.path, scope.normalize_path)).append("\n");
  out.append(canonical_query(request.query)).append("\n");
  for (const auto& [name, value] : headers) out.append(name).append(":").append(value).append("\n");
  out.append("\n").append(names_of(headers)).append("\n");
  out.append(TRY(hash(request.body)));
  return Secret(std::move(out));
}

/// `20150830T123600Z`
std::string basic_time(WallTime now) {
  using namespace std::chrono;  // NOLINT: as the calendar wants it
  const auto day = floor<days>(now);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(now - day));
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

Outcome<Secret> code_of(const Secret& key, std::string_view bytes) {
  auto digest = hmac_sha256(key.reveal(), bytes);
  if (!digest) return tl::unexpected(unusable());
  Secret code(std::string_view(digest->data(), digest->size()));
  protocol::wipe(digest->data(), digest->size());
  return code;
}

/// Each step is the key of the next.
Outcome<Secret> signing_key(const Secret& secret, std::string_view date, const AwsScope& scope) {
  Secret key("AWS4" + std::string(secret.reveal()));
  for (const std::string_view step :
       {date, std::string_view(scope.region), std::string_view(scope.service),
        std::string_view("aws4_request")}) {
    key = TRY(code_of(key, step));
  }
  return key;
}

Outcome<void> check(const AwsKeys& keys, const AwsScope& scope) {
  const bool right = is_printable_word(keys.access_key_id) && !keys.access_key_id.empty() &&
                     is_printable_word(keys.session_token.reveal()) &&
                     is_printable_word(scope.region) && is_printable_word(scope.service);
  if (right) return {};
  return fail(ErrorKind::config_invalid,
              "an AWS access key id, session token or region is empty, or holds a space or a "
              "character that is no printable ASCII");
}

}  // namespace

Outcome<SignatureV4> sign_v4(const RequestToSign& request, const AwsKeys& keys,
                             const AwsScope& scope, WallTime now) {
  TRY(check(keys, scope));
  const std::string time = basic_time(now);
  const std::string date = time.substr(0, 8);
  SignedHeaders headers;
  for (const http::Header& header : request.headers)
    add(headers, header.name, header.value.reveal());
  add(headers, "x-amz-date", time);
  SignatureV4 made;
  made.headers.push_back({"X-Amz-Date", Secret(std::string_view(time))});
  if (!keys.session_token.empty()) {
    add(headers, "x-amz-security-token", keys.session_token.reveal());
    made.headers.push_back({"X-Amz-Security-Token", keys.session_token.clone()});
  }
  made.canonical_request = TRY(canonical_request(request, scope, headers));
  const std::string place = fmt::format("{}/{}/{}/aws4_request", date, scope.region, scope.service);
  made.string_to_sign = Secret(fmt::format("{}\n{}\n{}\n{}", algorithm, time, place,
                                           TRY(hash(made.canonical_request.reveal()))));
  const Secret key = TRY(signing_key(keys.secret_access_key, date, scope));
  const Secret code = TRY(code_of(key, made.string_to_sign.reveal()));
  made.headers.push_back(
      {"Authorization",
       Secret(fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm,
                          keys.access_key_id, place, names_of(headers), to_hex(code.reveal())))});
  return made;
}

}  // namespace keyplate::resolve
