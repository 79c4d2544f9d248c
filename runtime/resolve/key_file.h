#pragma once
// A key file: 32 random bytes in base64, one key a line. The first one encrypts; the others, which
// rekeying left there, still open what other vaults have not given up yet. Only its owner may read
// or write it.

#include <string>
#include <vector>

#include "compiler/beneath.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

using Keys = std::vector<Secret>;

/// The keys of the file at the absolute `path`, none when there is no such file.
Outcome<Keys> read_key_file(const std::string& path);

/// Where the key file at the absolute `path` lies, links followed.
Outcome<Located> locate_key_file(const std::string& path);

/// Puts a new random key before `old` ones; all keys, the new one first. REQUIRES: the folder was
/// locked before `old` was read, or a key that another process adds meanwhile is lost.
Outcome<Keys> write_key_file(const std::string& path, Keys old);

}  // namespace keyplate::resolve
