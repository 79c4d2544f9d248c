#pragma once
// The bytes of a local vault file, without any input or output: docs/local-vault.md describes them.
// Everything secret, names included, is one AES-256-GCM message; the header is authenticated with
// it; a SHA-256 over all tells damage from a wrong key. Every write has a new salt and nonce.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

inline constexpr std::size_t most_vault_bytes = std::size_t{1} << 20;
inline constexpr std::size_t vault_key_size = 32;

/// How the master secret becomes the key.
enum class KeyKind : std::uint8_t {
  key_file = 1,    ///< 32 random bytes, through HKDF
  passphrase = 2,  ///< whatever a person remembers, through scrypt
};

/// The secrets by name. Names sort by their bytes.
using VaultSecrets = std::map<std::string, Secret, std::less<>>;

/// What a vault file needs to be opened. `shown` is how messages call the file. A failure of kind
/// `integrity` means that it is cut off, damaged or no vault file at all.
Outcome<KeyKind> vault_key_kind(std::string_view file, const std::string& shown);

/// Opens with the first of the master secrets that fits. Failures: `unauthenticated` when none
/// does, `integrity` when the file was tampered with.
Outcome<VaultSecrets> open_vault(std::string_view file, const std::vector<Secret>& masters,
                                 const std::string& shown);

/// A new file with these secrets. Fails when it would be too large to be read again.
Outcome<std::string> seal_vault(const VaultSecrets& secrets, KeyKind kind, const Secret& master,
                                const std::string& shown);

}  // namespace keyplate::resolve
