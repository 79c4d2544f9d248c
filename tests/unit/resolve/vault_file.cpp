#include "runtime/resolve/vault_file.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <utility>

#include "runtime/resolve/cipher.h"

namespace keyplate::resolve {
namespace {

using protocol::ErrorKind;
using protocol::Secret;

constexpr std::size_t kind_at = 9, cost_at = 10, header_size = 80;

std::vector<Secret> masters(std::string_view first, std::string_view second = {}) {
  std::vector<Secret> all;
  all.emplace_back(first);
  if (!second.empty()) all.emplace_back(second);
  return all;
}

VaultSecrets sample() {
  VaultSecrets secrets;
  secrets.emplace("payments/api", Secret(std::string_view("{\"token\":\"canary-value\"}")));
  secrets.emplace("empty", Secret());
  secrets.emplace("bytes", Secret(std::string_view("\0\xff\n", 3)));
  return secrets;
}

const std::string key(32, 'k');
const std::string other_key(32, 'o');

std::string sealed(KeyKind kind = KeyKind::key_file, std::string_view master = key) {
  const auto file = seal_vault(sample(), kind, Secret(master), "dev.vault");
  REQUIRE(file);
  return *file;
}

/// Writes the checksum anew, as somebody would who changes a file on purpose.
std::string with_checksum(std::string file) {
  file.resize(file.size() - digest_size);
  const auto digest = sha256(file);
  REQUIRE(digest);
  return file.append(digest->data(), digest->size());
}

TEST_CASE("a vault gives back what it was given, and shows none of it") {
  for (const KeyKind kind : {KeyKind::key_file, KeyKind::passphrase}) {
    const std::string file = sealed(kind);
    CHECK(vault_key_kind(file, "dev.vault") == kind);
    CHECK(file.find("payments") == std::string::npos);
    CHECK(file.find("canary") == std::string::npos);
    const auto opened = open_vault(file, masters(key), "dev.vault");
    REQUIRE(opened);
    CHECK(*opened == sample());
  }
}

TEST_CASE("an empty vault is a vault") {
  const auto file = seal_vault({}, KeyKind::key_file, Secret(key), "dev.vault");
  REQUIRE(file);
  const auto opened = open_vault(*file, masters(key), "dev.vault");
  REQUIRE(opened);
  CHECK(opened->empty());
}

TEST_CASE("no two files are alike") {
  CHECK(sealed() != sealed());
}

TEST_CASE("the first key that fits opens; none that fits is a wrong key") {
  const std::string file = sealed();
  CHECK(open_vault(file, masters(other_key, key), "dev.vault"));
  const auto wrong = open_vault(file, masters(other_key), "dev.vault");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::unauthenticated);
  CHECK(wrong.error().message == "the key file does not fit `dev.vault`");
  const auto guess =
      open_vault(sealed(KeyKind::passphrase, "correct horse"), masters("battery"), "dev.vault");
  REQUIRE_FALSE(guess);
  CHECK(guess.error().kind == ErrorKind::unauthenticated);
  CHECK(guess.error().message == "the passphrase does not fit `dev.vault`");
}

TEST_CASE("a change of any byte is found") {
  const std::string file = sealed();
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const auto opened = open_vault(changed, masters(key), "dev.vault");
    INFO(at);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().kind == ErrorKind::integrity);
  }
}

TEST_CASE("a change of any byte is found even when the checksum was made to fit") {
  const std::string file = sealed();
  std::map<ErrorKind, int> seen;
  for (std::size_t at = 0; at + digest_size < file.size(); ++at) {
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    const auto opened = open_vault(with_checksum(std::move(changed)), masters(key), "dev.vault");
    INFO(at);
    REQUIRE_FALSE(opened);
    ++seen[opened.error().kind];
  }
  // Salt and check say that the key is wrong, the format that it is not ours, all else integrity.
  CHECK(seen[ErrorKind::unauthenticated] == 48);
  CHECK(seen[ErrorKind::unsupported] == 1);
  CHECK(seen.size() == 3);
}

TEST_CASE("a file that is cut at any length is found") {
  const std::string file = sealed();
  for (std::size_t size = 0; size < file.size(); ++size) {
    const auto opened = open_vault(file.substr(0, size), masters(key), "dev.vault");
    INFO(size);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().kind == ErrorKind::integrity);
    CHECK(opened.error().message.find("is cut off") != std::string::npos);
  }
  CHECK_FALSE(open_vault(file + "x", masters(key), "dev.vault"));
}

TEST_CASE("tampering is told from damage and from other files") {
  std::string tampered = sealed();
  tampered[header_size] = static_cast<char>(tampered[header_size] ^ 1);
  const auto message = [](const std::string& file) {
    const auto opened = open_vault(file, masters(key), "dev.vault");
    return opened ? "opened" : opened.error().message;
  };
  CHECK(message(tampered) == "`dev.vault` is damaged: its checksum is wrong");
  CHECK(message(with_checksum(tampered)) ==
        "`dev.vault` was tampered with: the key fits, the content does not");
  CHECK(message("password = 1") == "`dev.vault` is no keyplate vault file");
}

TEST_CASE("a header can't ask for more work than it should") {
  const struct {
    std::size_t at;
    char value;
  } cases[] = {{cost_at, 14},    {cost_at, 19},    {cost_at, 63},
               {cost_at + 1, 9}, {cost_at + 2, 0}, {cost_at + 2, 5}};
  const std::string file = sealed(KeyKind::passphrase);
  for (const auto& one : cases) {
    std::string changed = file;
    changed[one.at] = one.value;
    const auto opened = open_vault(with_checksum(std::move(changed)), masters(key), "dev.vault");
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message.find("out of bounds") != std::string::npos);
  }
  std::string unknown = file;
  unknown[kind_at] = 3;
  CHECK_FALSE(vault_key_kind(with_checksum(std::move(unknown)), "dev.vault"));
}

TEST_CASE("a vault that could not be read again is not written") {
  VaultSecrets secrets;
  secrets.emplace("large", Secret(std::string(most_vault_bytes, 'x')));
  const auto file = seal_vault(secrets, KeyKind::key_file, Secret(key), "dev.vault");
  REQUIRE_FALSE(file);
  CHECK(file.error().kind == ErrorKind::config_invalid);
}

TEST_CASE("HKDF and scrypt are those of their RFCs") {
  // RFC 5869, test case 1.
  LockedBytes derived(42);
  const std::string info("\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9");
  const std::string salt("\0\1\2\3\4\5\6\7\10\11\12\13\14", 13);
  REQUIRE(derive_hkdf(std::string(22, '\x0b'), salt, info, derived));
  CHECK(derived.text().substr(0, 4) == "\x3c\xb2\x5f\x25");
  // RFC 7914, section 12: N=1024 is the second example, r=8, p=16.
  LockedBytes stretched(64);
  REQUIRE(derive_scrypt("password", "NaCl", ScryptCost{10, 8, 16}, stretched));
  CHECK(stretched.text().substr(0, 4) == "\xfd\xba\xbe\x1c");
}

}  // namespace
}  // namespace keyplate::resolve
