#include "runtime/resolve/sign/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <climits>
#include <string>

namespace keyplate::resolve {

std::optional<Secret> hmac_sha256(std::string_view key, std::string_view bytes) {
  constexpr unsigned digest_bytes = 32;
  std::string code(digest_bytes, '\0');
  unsigned size = 0;
  if (key.size() > INT_MAX) return std::nullopt;
  const unsigned char* made =
      ::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
             reinterpret_cast<unsigned char*>(code.data()), &size);
  if (!made || size != digest_bytes) return std::nullopt;
  return Secret(std::move(code));
}

}  // namespace keyplate::resolve
