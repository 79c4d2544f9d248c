#pragma once
// The local vault: one encrypted file beneath the workspace or a granted data folder, and where its
// key comes from. Changes are made under a lock on the folder and written atomically, so of two
// at once neither is lost, and whatever interrupts one, the file is the old or the new one.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/beneath.h"
#include "runtime/protocol/message.h"
#include "runtime/resolve/key_file.h"
#include "runtime/resolve/private_file.h"
#include "runtime/resolve/session.h"
#include "runtime/resolve/vault_file.h"

namespace keyplate::resolve {

class LocalVault {
 public:
  /// Finds the file; it need not be there. REQUIRES: `settings` and `session` outlive the vault.
  static protocol::Outcome<LocalVault> find(const protocol::VaultSettings& settings,
                                            Session& session);

  protocol::Outcome<VaultSecrets> read() const;

  /// Makes the file, and the key file if there is none: the paths of what was made.
  protocol::Outcome<std::vector<std::string>> init() const;
  protocol::Outcome<void> set(const std::string& name, protocol::Secret value) const;
  protocol::Outcome<void> remove(const std::string& name) const;
  /// Encrypts with a new key or passphrase: the files that were written. A new key is put before
  /// the old ones in the key file, which other vaults may still need.
  protocol::Outcome<std::vector<std::string>> rekey() const;

 private:
  LocalVault(const protocol::VaultSettings& settings, Session& session, Located file)
      : settings_(&settings), session_(&session), file_(std::move(file)) {}

  std::string shown() const;
  KeyKind wanted_kind() const;
  protocol::Outcome<std::string> key_path() const;

  protocol::Outcome<bool> exists() const;
  protocol::Outcome<std::string> load() const;
  protocol::Outcome<Descriptor> lock() const;
  protocol::Outcome<void> save(const Descriptor& folder, const VaultSecrets& secrets,
                               const protocol::Secret& master, Existing existing) const;
  template <typename Change>
  protocol::Outcome<void> change(Change change_secrets) const;

  /// What may open a file of that kind.
  protocol::Outcome<Keys> masters(KeyKind kind) const;
  protocol::Outcome<Keys> file_keys() const;
  protocol::Outcome<protocol::Secret> passphrase() const;
  protocol::Outcome<protocol::Secret> ask_new_passphrase() const;
  protocol::Outcome<protocol::Secret> first_passphrase() const;
  protocol::Outcome<protocol::Secret> next_passphrase() const;

  const protocol::VaultSettings* settings_;
  Session* session_;
  Located file_;
};

}  // namespace keyplate::resolve
