#pragma once
// HMAC with SHA-256 (RFC 2104), as signatures and keys of caches are made of. Pure.

#include <optional>
#include <string_view>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

/// 32 bytes; nothing when OpenSSL itself is unusable.
std::optional<Secret> hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace keyplate::resolve
