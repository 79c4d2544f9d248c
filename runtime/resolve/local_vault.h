#pragma once
// The local vault: one encrypted file beneath the workspace or a granted data folder, and where its
// key comes from. Changes are made under a lock on the folder and written atomically, so of two
// at once neither is lost, and whatever interrupts one, the file is the old or the new one. What
// adds a key holds the key file's folder too, which vaults in other folders may share.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/beneath.h"
#include "runtime/resolve/key_file.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/private_file.h"
#include "runtime/resolve/session.h"
#include "runtime/resolve/vault_file.h"

namespace keyplate::resolve {

class LocalVault {
 public:
  /// Finds the file; it need not be there. REQUIRES: `settings` and `session` outlive the vault.
  static Outcome<LocalVault> find(const VaultSettings& settings, Session& session);

  Outcome<VaultSecrets> read() const;

  /// Makes the file, and the key file if there is none: the paths of what was made.
  Outcome<std::vector<std::string>> init() const;
  Outcome<void> set(const std::string& name, Secret value) const;
  Outcome<void> remove(const std::string& name) const;
  /// Encrypts with a new key or passphrase: the files that were written. A new key is put before
  /// the old ones in the key file, which other vaults may still need.
  Outcome<std::vector<std::string>> rekey() const;

 private:
  LocalVault(const VaultSettings& settings, Session& session, Located file)
      : settings_(&settings), session_(&session), file_(std::move(file)) {}

  std::string shown() const;
  KeyKind wanted_kind() const;
  Outcome<std::string> key_path() const;

  Outcome<bool> exists() const;
  Outcome<std::string> load() const;
  /// The folders that nobody else may change a vault or a key file in.
  struct Locked {
    Descriptor folder;      ///< of the vault
    Descriptor key_folder;  ///< of the key file; empty where it is the same one
  };
  Outcome<void> lock(const Descriptor& folder) const;
  Outcome<Descriptor> lock() const;
  Outcome<Locked> lock_with_keys(const std::string& key_path) const;
  Outcome<void> save(const Descriptor& folder, const VaultSecrets& secrets, const Secret& master,
                     Existing existing) const;
  Outcome<std::vector<std::string>> init_with(const Secret& master) const;
  Outcome<std::vector<std::string>> rekey_to_passphrase(const Keys& old) const;
  Outcome<std::vector<std::string>> rekey_to_key_file(const Keys& old) const;
  template <typename Change>
  Outcome<void> change(Change change_secrets) const;

  /// What may open a file of that kind.
  Outcome<Keys> masters(KeyKind kind) const;
  Outcome<Keys> file_keys() const;
  Outcome<Secret> passphrase() const;
  Outcome<Secret> ask_new_passphrase(std::string_view variable) const;
  Outcome<Secret> first_passphrase() const;
  Outcome<Secret> next_passphrase() const;

  const VaultSettings* settings_;
  Session* session_;
  Located file_;
};

}  // namespace keyplate::resolve
