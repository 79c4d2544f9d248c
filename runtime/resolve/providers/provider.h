#pragma once
// A provider as the resolver sees it: it opens a vault, and the vault gives the bytes of secrets by
// their references. `key`, `path` and `binary` are not its business. To add a provider: one row in
// table.cpp, one file.

#include <memory>
#include <string_view>

#include "runtime/resolve/outcome.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve {

class Provider {
 public:
  virtual ~Provider() = default;
  /// The secret's bytes. Called often for the same name: what was read once is kept.
  virtual Outcome<Secret> fetch(const Reference& reference, const Session& session) = 0;
};

using OpenProvider = Outcome<std::unique_ptr<Provider>> (*)(const VaultSettings& vault,
                                                            Session& session);

Outcome<std::unique_ptr<Provider>> open_env(const VaultSettings& vault, Session& session);
Outcome<std::unique_ptr<Provider>> open_local(const VaultSettings& vault, Session& session);

/// Opens a vault with the provider that its settings name.
Outcome<std::unique_ptr<Provider>> open_provider(const VaultSettings& vault, Session& session);

}  // namespace keyplate::resolve
