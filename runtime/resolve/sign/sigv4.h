#pragma once
// AWS Signature Version 4 in request headers. Pure: the time is an argument, nothing is sent.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

#include <string>
#include <string_view>
#include <vector>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/http/message.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

struct AwsKeys {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;  ///< empty: of a key that lasts
};

/// A request as it will be on the wire. A header that what carries it may change (`User-Agent`,
/// `Connection`, ...) is not signed; all others are. REQUIRES: `Host` is among the headers, as it
/// will be sent; none that the signature adds is.
struct RequestToSign {
  std::string_view method;
  std::string_view path;   ///< encoded once, as it is sent; empty is `/`
  std::string_view query;  ///< without its question mark
  const std::vector<http::Header>& headers;
  std::string_view body;
};

struct AwsScope {
  std::string region;
  std::string service;
  bool normalize_path = true;  ///< all services but S3 want it
};

struct SignatureV4 {
  /// To be added to the request: `X-Amz-Date`, `X-Amz-Security-Token` for keys that have one,
  /// `Authorization`.
  std::vector<http::Header> headers;
  Secret canonical_request;  ///< what was signed, for who wonders why a server won't have it
  Secret string_to_sign;
};

/// Fails when keys or scope hold what no header can, and when OpenSSL itself is unusable.
Outcome<SignatureV4> sign_v4(const RequestToSign& request, const AwsKeys& keys,
                             const AwsScope& scope, WallTime now);

}  // namespace keyplate::resolve
