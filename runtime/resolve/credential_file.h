#pragma once
// Files that hold a credential: a key or a passphrase. Named in the workspace as granted; they may
// be links and lie anywhere, but must be regular files of at most 64 KiB.

#include <string>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

/// `exclusive`: refuse a file that anybody but its owner may read or write.
enum class Privacy : unsigned char { any, exclusive };

struct CredentialFile {
  bool exists = false;
  Secret text;  ///< of one that exists
};

/// A file that isn't there is no failure; any other trouble is. REQUIRES: `path` is absolute.
Outcome<CredentialFile> read_credential_file(const std::string& path, Privacy privacy);

}  // namespace keyplate::resolve
