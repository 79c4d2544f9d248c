#include "runtime/resolve/local_vault.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <utility>

#include "compiler/beneath.h"
#include "compiler/names.h"
#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/credential.h"
#include "runtime/resolve/data_folder.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {
namespace {

constexpr std::string_view passphrase_variable = "KEYPLATE_PASSPHRASE";
constexpr std::string_view new_passphrase_variable = "KEYPLATE_NEW_PASSPHRASE";

const std::string* first_value(const VaultSettings& vault, std::string_view key) {
  const Setting* setting = vault.find(key);
  return setting && !setting->values.empty() ? &setting->values.front() : nullptr;
}

Outcome<void> check_name(const std::string& name) {
  const auto problem = compiler::secret_name_problem(name);
  if (!problem) return {};
  return fail(ErrorKind::config_invalid,
              fmt::format("`{}` can't be a secret's name: it {}", visible(name), problem->reason));
}

/// What tells a folder from every other one, by whichever path it was opened.
Outcome<std::pair<dev_t, ino_t>> place_of(const Descriptor& folder, const std::string& path) {
  struct stat status {};
  if (::fstat(folder.get(), &status) != 0) return tl::unexpected(disk_failure(path, errno));
  return std::pair(status.st_dev, status.st_ino);
}

Keys only(Secret key) {
  Keys keys;
  keys.push_back(std::move(key));
  return keys;
}

}  // namespace

Outcome<LocalVault> LocalVault::find(const VaultSettings& settings, Session& session) {
  const std::string* file = first_value(settings, "file");
  if (!file) {
    return fail(ErrorKind::config_invalid,
                fmt::format("vault `{}` has no `file`", visible(settings.name)));
  }
  return LocalVault(settings, session, TRY(locate_data(*file, session)));
}

std::string LocalVault::shown() const {
  return visible(*first_value(*settings_, "file"));
}

KeyKind LocalVault::wanted_kind() const {
  return first_value(*settings_, "key_file") ? KeyKind::key_file : KeyKind::passphrase;
}

Outcome<std::string> LocalVault::key_path() const {
  return session_->absolute_path(*first_value(*settings_, "key_file"));
}

// ---- the file ----

Outcome<bool> LocalVault::exists() const {
  if (!file_.missing.empty()) return false;
  struct stat status {};
  if (::fstatat(file_.folder.get(), file_.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
    return true;
  if (errno == ENOENT) return false;
  return tl::unexpected(disk_failure(file_.real, errno));
}

Outcome<std::string> LocalVault::load() const {
  if (!TRY(exists())) {
    return fail(ErrorKind::config_invalid, fmt::format("`{}` does not exist", shown()),
                fmt::format("`keyplate local init {}` makes it", visible(settings_->name)));
  }
  return read_located(file_, most_vault_bytes).map_error(disk_error);
}

Outcome<void> LocalVault::lock(const Descriptor& folder) const {
  constexpr int pause_ms = 10;
  while (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return tl::unexpected(disk_failure(file_.real, errno));
    if (session_->remaining().count() == 0) {
      return fail(ErrorKind::timeout,
                  fmt::format("another process is still changing `{}`", shown()));
    }
    ::poll(nullptr, 0, pause_ms);
  }
  return {};
}

/// The folder, once nobody else is changing a vault in it.
Outcome<Descriptor> LocalVault::lock() const {
  Descriptor folder = TRY(open_folder(file_));
  TRY(lock(folder));
  return folder;
}

/// Always in the same order, or two that hold one folder each would wait for each other.
Outcome<LocalVault::Locked> LocalVault::lock_with_keys(const std::string& key_path) const {
  Locked locked;
  locked.folder = TRY(open_folder(file_));
  const Located key_file = TRY(locate_key_file(key_path));
  locked.key_folder = TRY(open_folder(key_file));
  const auto vault_place = TRY(place_of(locked.folder, file_.real));
  const auto key_place = TRY(place_of(locked.key_folder, key_path));
  if (vault_place == key_place) locked.key_folder = Descriptor();
  if (locked.key_folder && key_place < vault_place) TRY(lock(locked.key_folder));
  TRY(lock(locked.folder));
  if (locked.key_folder && vault_place < key_place) TRY(lock(locked.key_folder));
  return locked;
}

Outcome<void> LocalVault::save(const Descriptor& folder, const VaultSecrets& secrets,
                               const Secret& master, Existing existing) const {
  const std::string file = TRY(seal_vault(secrets, wanted_kind(), master, shown()));
  return put_file(folder, file_, file, existing);
}

// ---- keys ----

Outcome<Keys> LocalVault::file_keys() const {
  const std::string path = TRY(key_path());
  Keys keys = TRY(read_key_file(path));
  if (!keys.empty()) return keys;
  return fail(ErrorKind::config_invalid,
              fmt::format("the key file `{}` does not exist", visible(path)),
              fmt::format("copy it from where `{}` was made", shown()));
}

Outcome<Secret> LocalVault::passphrase() const {
  if (auto configured = TRY(read_credential(*settings_, "passphrase", *session_)))
    return std::move(*configured);
  const Secret* variable = session_->caller().find_variable(passphrase_variable);
  if (variable && !variable->empty()) return variable->clone();
  return session_->ask(fmt::format("Passphrase of the vault `{}`", visible(settings_->name)),
                       passphrase_variable);
}

Outcome<Secret> LocalVault::ask_new_passphrase(std::string_view variable) const {
  const std::string what =
      fmt::format("New passphrase for the vault `{}`", visible(settings_->name));
  Secret first = TRY(session_->ask(what, variable));
  const Secret second = TRY(session_->ask("The same again", variable));
  if (first == second) return first;
  return fail(ErrorKind::needs_person, "the two passphrases differ");
}

/// For a vault that is being made.
Outcome<Secret> LocalVault::first_passphrase() const {
  if (auto configured = TRY(read_credential(*settings_, "passphrase", *session_)))
    return std::move(*configured);
  const Secret* variable = session_->caller().find_variable(passphrase_variable);
  if (variable && !variable->empty()) return variable->clone();
  return ask_new_passphrase(passphrase_variable);
}

/// For one that changes it: what is configured is still the old one.
Outcome<Secret> LocalVault::next_passphrase() const {
  const Secret* variable = session_->caller().find_variable(new_passphrase_variable);
  if (variable && !variable->empty()) return variable->clone();
  return ask_new_passphrase(new_passphrase_variable);
}

Outcome<Keys> LocalVault::masters(KeyKind kind) const {
  if (kind == wanted_kind())
    return kind == KeyKind::key_file ? file_keys() : passphrase().map(only);
  if (kind == KeyKind::passphrase) {
    return fail(ErrorKind::config_invalid,
                fmt::format("`{}` is encrypted with a passphrase, not with a key file", shown()),
                fmt::format("leave out `key_file`, or run `keyplate local rekey {}`",
                            visible(settings_->name)));
  }
  return fail(ErrorKind::config_invalid,
              fmt::format("`{}` is encrypted with a key file, not with a passphrase", shown()),
              "name it as `key_file`");
}

// ---- verbs ----

Outcome<VaultSecrets> LocalVault::read() const {
  const std::string file = TRY(load());
  const KeyKind kind = TRY(vault_key_kind(file, shown()));
  const Keys keys = TRY(masters(kind));
  return open_vault(file, keys, shown());
}

Outcome<std::vector<std::string>> LocalVault::init() const {
  if (TRY(exists())) {
    return fail(ErrorKind::config_invalid, fmt::format("`{}` exists already", shown()),
                "`keyplate local set` adds to it");
  }
  if (wanted_kind() == KeyKind::passphrase) return init_with(TRY(first_passphrase()));
  const std::string path = TRY(key_path());
  Keys keys = TRY(read_key_file(path));
  if (!keys.empty()) return init_with(keys.front());
  const Locked locked = TRY(lock_with_keys(path));
  std::vector<std::string> created = {file_.real};
  keys = TRY(read_key_file(path));
  if (keys.empty()) {
    keys = TRY(write_key_file(path, {}));
    created.push_back(path);
  }
  TRY(save(locked.folder, {}, keys.front(), Existing::refuse));
  return created;
}

Outcome<std::vector<std::string>> LocalVault::init_with(const Secret& master) const {
  const Descriptor folder = TRY(lock());
  TRY(save(folder, {}, master, Existing::refuse));
  return std::vector{file_.real};
}

/// The keys come first: nobody else waits while a person is being asked.
template <typename Change>
Outcome<void> LocalVault::change(Change change_secrets) const {
  const std::string before = TRY(load());
  const KeyKind kind = TRY(vault_key_kind(before, shown()));
  const Keys keys = TRY(masters(kind));
  const Descriptor folder = TRY(lock());
  const std::string file = TRY(load());
  VaultSecrets secrets = TRY(open_vault(file, keys, shown()));
  TRY(change_secrets(secrets));
  return save(folder, secrets, keys.front(), Existing::replace);
}

Outcome<void> LocalVault::set(const std::string& name, Secret value) const {
  TRY(check_name(name));
  return change([&](VaultSecrets& secrets) -> Outcome<void> {
    secrets.insert_or_assign(name, std::move(value));
    return {};
  });
}

Outcome<void> LocalVault::remove(const std::string& name) const {
  return change([&](VaultSecrets& secrets) -> Outcome<void> {
    if (secrets.erase(name) > 0) return {};
    return fail(ErrorKind::not_found,
                fmt::format("`{}` holds no secret `{}`", shown(), visible(name)));
  });
}

Outcome<std::vector<std::string>> LocalVault::rekey() const {
  const std::string before = TRY(load());
  const KeyKind kind = TRY(vault_key_kind(before, shown()));
  const bool to_key_file = wanted_kind() == KeyKind::key_file;
  // From a passphrase to a key file is the one change of kind: here it is what is asked for.
  const Keys old =
      TRY(kind == KeyKind::passphrase && to_key_file ? passphrase().map(only) : masters(kind));
  return to_key_file ? rekey_to_key_file(old) : rekey_to_passphrase(old);
}

Outcome<std::vector<std::string>> LocalVault::rekey_to_passphrase(const Keys& old) const {
  const Descriptor folder = TRY(lock());
  const std::string file = TRY(load());
  const VaultSecrets secrets = TRY(open_vault(file, old, shown()));
  const Secret next = TRY(next_passphrase());
  TRY(save(folder, secrets, next, Existing::replace));
  return std::vector{file_.real};
}

/// The key file is written first and keeps the old keys: whatever happens then, the vault opens.
Outcome<std::vector<std::string>> LocalVault::rekey_to_key_file(const Keys& old) const {
  const std::string path = TRY(key_path());
  const Locked locked = TRY(lock_with_keys(path));
  const std::string file = TRY(load());
  const VaultSecrets secrets = TRY(open_vault(file, old, shown()));
  Keys kept = TRY(read_key_file(path));
  const Keys keys = TRY(write_key_file(path, std::move(kept)));
  TRY(save(locked.folder, secrets, keys.front(), Existing::replace));
  return std::vector{file_.real, path};
}

}  // namespace keyplate::resolve
