#pragma once
// The cryptography of the local vault and of what names a cache's entries: OpenSSL's, with our own
// names. A false answer of the library is an `integrity` matter only in `decrypt`; elsewhere it
// means that OpenSSL itself is unusable.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/resolve/locked_bytes.h"

namespace keyplate::resolve {

inline constexpr std::size_t tag_size = 16;
inline constexpr std::size_t digest_size = 32;

struct ScryptCost {
  std::uint8_t log_n = 15;
  std::uint8_t r = 8;
  std::uint8_t p = 1;
};

/// Random bytes from the system.
bool fill_random(unsigned char* bytes, std::size_t size);

bool derive_hkdf(std::string_view master, std::string_view salt, std::string_view info,
                 LockedBytes& key);
bool derive_scrypt(std::string_view master, std::string_view salt, const ScryptCost& cost,
                   LockedBytes& key);

/// AES-256-GCM with a 12-byte nonce: the ciphertext and its tag. `key` is 32 bytes.
std::optional<std::string> encrypt(std::string_view key, std::string_view nonce,
                                   std::string_view header, std::string_view plain);
/// Nothing when the tag doesn't fit. REQUIRES: `sealed` is longer than a tag.
std::optional<LockedBytes> decrypt(std::string_view key, std::string_view nonce,
                                   std::string_view header, std::string_view sealed);

/// HMAC-SHA-256 (RFC 2104).
std::optional<std::array<char, digest_size>> hmac_sha256(std::string_view key,
                                                         std::string_view bytes);
std::optional<std::array<char, digest_size>> sha256(std::string_view bytes);
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace keyplate::resolve
