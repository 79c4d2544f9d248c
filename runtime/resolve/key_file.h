#pragma once
// A key file: 32 random bytes in base64, one key a line. The first one encrypts; the others, which
// rekeying left there, still open what other vaults have not given up yet. Only its owner may read
// or write it.

#include <string>
#include <vector>

#include "runtime/protocol/message.h"

namespace keyplate::resolve {

using Keys = std::vector<protocol::Secret>;

/// The keys of the file at the absolute `path`, none when there is no such file.
protocol::Outcome<Keys> read_key_file(const std::string& path);

/// Puts a new random key before `old` ones; all keys, the new one first.
protocol::Outcome<Keys> write_key_file(const std::string& path, Keys old);

}  // namespace keyplate::resolve
