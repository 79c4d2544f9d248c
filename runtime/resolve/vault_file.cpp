#include "runtime/resolve/vault_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "compiler/result.h"
#include "runtime/protocol/wiping_allocator.h"
#include "runtime/resolve/cipher.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {
namespace {

using protocol::WipedString;

// The header: magic, format, key kind, scrypt's cost, a zero, then the rest at these places.
constexpr std::string_view magic = "KEYPLATE";
constexpr char format = 1;
constexpr std::size_t format_at = 8, kind_at = 9, cost_at = 10, zero_at = 13, salt_at = 16,
                      check_at = 48, nonce_at = 64, size_at = 76, header_size = 80;
constexpr std::size_t salt_size = 32, check_size = 16, nonce_size = 12;
constexpr std::string_view key_info = "keyplate local vault 1";
/// A header may not make us work harder or allocate more than this: 256 MiB and a second or two.
constexpr std::uint8_t least_log_n = 15, most_log_n = 18, most_p = 4, only_r = 8;

std::uint32_t get_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

template <typename String>
void put_u32(String& out, std::size_t value) {
  for (std::size_t i = 0; i < 4; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

/// A file whose frame is in order: nothing of it has been cut off or changed by accident.
struct Parts {
  KeyKind kind{};
  ScryptCost cost;
  std::string_view header;
  std::string_view sealed;

  std::string_view salt() const { return header.substr(salt_at, salt_size); }
  std::string_view check() const { return header.substr(check_at, check_size); }
  std::string_view nonce() const { return header.substr(nonce_at, nonce_size); }
};

tl::unexpected<Failure> damaged(const std::string& shown, std::string what) {
  return fail(ErrorKind::integrity, fmt::format("`{}` {}", shown, what),
              "restore it from a backup");
}

Outcome<void> check_frame(std::string_view file, const std::string& shown) {
  if (file.substr(0, magic.size()) != magic.substr(0, file.size())) {
    return fail(ErrorKind::integrity, fmt::format("`{}` is no keyplate vault file", shown));
  }
  if (file.size() < header_size)
    return damaged(shown, fmt::format("is cut off after {} bytes", file.size()));
  const std::size_t whole = header_size + get_u32(file.substr(size_at)) + digest_size;
  if (file.size() < whole) {
    return damaged(shown, fmt::format("is cut off: {} of {} bytes", file.size(), whole));
  }
  if (file.size() > whole) {
    return damaged(shown, fmt::format("is damaged: {} bytes follow its end", file.size() - whole));
  }
  const auto digest = sha256(file.substr(0, file.size() - digest_size));
  if (!digest) return fail(ErrorKind::unavailable, "OpenSSL has no SHA-256");
  if (file.substr(file.size() - digest_size) != std::string_view(digest->data(), digest->size())) {
    return damaged(shown, "is damaged: its checksum is wrong");
  }
  return {};
}

bool cost_is_bounded(const ScryptCost& cost) {
  return cost.log_n >= least_log_n && cost.log_n <= most_log_n && cost.r == only_r && cost.p >= 1 &&
         cost.p <= most_p;
}

Outcome<Parts> split(std::string_view file, const std::string& shown) {
  TRY(check_frame(file, shown));
  if (file[format_at] != format) {
    return fail(ErrorKind::unsupported,
                fmt::format("`{}` has format {}; this version reads format {}", shown,
                            static_cast<unsigned char>(file[format_at]), int{format}));
  }
  Parts parts;
  parts.kind = static_cast<KeyKind>(file[kind_at]);
  parts.cost = {static_cast<std::uint8_t>(file[cost_at]),
                static_cast<std::uint8_t>(file[cost_at + 1]),
                static_cast<std::uint8_t>(file[cost_at + 2])};
  parts.header = file.substr(0, header_size);
  parts.sealed = file.substr(header_size, file.size() - header_size - digest_size);
  const bool known = parts.kind == KeyKind::key_file || parts.kind == KeyKind::passphrase;
  if (!known || parts.sealed.size() < tag_size)
    return damaged(shown, "has a header that makes no sense");
  if (parts.kind == KeyKind::passphrase && !cost_is_bounded(parts.cost)) {
    return fail(ErrorKind::integrity,
                fmt::format("`{}` asks for scrypt with N=2^{} r={} p={}, which is out of bounds",
                            shown, parts.cost.log_n, parts.cost.r, parts.cost.p));
  }
  return parts;
}

/// The key, and after it the check that goes into the header.
Outcome<LockedBytes> derive(const Parts& parts, const Secret& master) {
  LockedBytes derived(vault_key_size + check_size);
  const bool done = parts.kind == KeyKind::key_file
                        ? derive_hkdf(master.reveal(), parts.salt(), key_info, derived)
                        : derive_scrypt(master.reveal(), parts.salt(), parts.cost, derived);
  if (!done) return fail(ErrorKind::unavailable, "OpenSSL can't derive the key");
  return derived;
}

std::string_view key_of(const LockedBytes& derived) {
  return derived.text().substr(0, vault_key_size);
}
std::string_view check_of(const LockedBytes& derived) {
  return derived.text().substr(vault_key_size);
}

std::optional<std::string_view> take_field(std::string_view& rest) {
  if (rest.size() < 4) return std::nullopt;
  const std::size_t size = get_u32(rest);
  if (size > rest.size() - 4) return std::nullopt;
  const std::string_view field = rest.substr(4, size);
  rest.remove_prefix(4 + size);
  return field;
}

/// Names and values in turn, each with its length.
std::optional<VaultSecrets> decode_secrets(std::string_view plain) {
  VaultSecrets secrets;
  while (!plain.empty()) {
    const auto name = take_field(plain);
    const auto value = name ? take_field(plain) : std::nullopt;
    if (!value) return std::nullopt;
    secrets.emplace(*name, Secret(*value));
  }
  return secrets;
}

WipedString encode_secrets(const VaultSecrets& secrets) {
  WipedString plain;
  plain.reserve(protocol::beyond_small_string);
  for (const auto& [name, value] : secrets) {
    put_u32(plain, name.size());
    plain.append(name);
    put_u32(plain, value.size());
    plain.append(value.reveal());
  }
  return plain;
}

Outcome<VaultSecrets> decrypt_secrets(const Parts& parts, const LockedBytes& derived,
                                      const std::string& shown) {
  const auto plain = decrypt(key_of(derived), parts.nonce(), parts.header, parts.sealed);
  if (!plain) {
    return fail(ErrorKind::integrity,
                fmt::format("`{}` was tampered with: the key fits, the content does not", shown),
                "restore it from a backup that you trust");
  }
  auto secrets = decode_secrets(plain->text());
  if (!secrets) return damaged(shown, "holds something else than secrets");
  return std::move(*secrets);
}

Outcome<std::string> make_header(KeyKind kind, std::size_t sealed_size) {
  std::string header(magic);
  header.push_back(format);
  header.push_back(static_cast<char>(kind));
  const ScryptCost cost = kind == KeyKind::passphrase ? ScryptCost{} : ScryptCost{0, 0, 0};
  for (const std::uint8_t parameter : {cost.log_n, cost.r, cost.p})
    header.push_back(static_cast<char>(parameter));
  header.append(salt_at - zero_at, '\0');
  header.append(size_at - salt_at, '\0');
  put_u32(header, sealed_size);
  auto* random = reinterpret_cast<unsigned char*>(header.data());
  if (!fill_random(random + salt_at, salt_size) || !fill_random(random + nonce_at, nonce_size)) {
    return fail(ErrorKind::unavailable, "the system gives no random bytes");
  }
  return header;
}

}  // namespace

Outcome<KeyKind> vault_key_kind(std::string_view file, const std::string& shown) {
  return TRY(split(file, shown)).kind;
}

Outcome<VaultSecrets> open_vault(std::string_view file, const std::vector<Secret>& masters,
                                 const std::string& shown) {
  const Parts parts = TRY(split(file, shown));
  for (const Secret& master : masters) {
    const LockedBytes derived = TRY(derive(parts, master));
    if (equal_in_constant_time(check_of(derived), parts.check()))
      return decrypt_secrets(parts, derived, shown);
  }
  const std::string_view what = parts.kind == KeyKind::key_file ? "key file" : "passphrase";
  return fail(ErrorKind::unauthenticated, fmt::format("the {} does not fit `{}`", what, shown));
}

Outcome<std::string> seal_vault(const VaultSecrets& secrets, KeyKind kind, const Secret& master,
                                const std::string& shown) {
  const WipedString plain = encode_secrets(secrets);
  const std::size_t sealed_size = plain.size() + tag_size;
  if (header_size + sealed_size + digest_size > most_vault_bytes) {
    return fail(ErrorKind::config_invalid,
                fmt::format("`{}` would have more than {} bytes, which no vault file may", shown,
                            most_vault_bytes));
  }
  std::string file = TRY(make_header(kind, sealed_size));
  const Parts parts{kind, ScryptCost{}, file, {}};
  const LockedBytes derived = TRY(derive(parts, master));
  file.replace(check_at, check_size, check_of(derived));
  const std::string nonce = file.substr(nonce_at, nonce_size);
  const auto sealed = encrypt(key_of(derived), nonce, file, plain);
  if (!sealed) return fail(ErrorKind::unavailable, "OpenSSL can't encrypt");
  file += *sealed;
  const auto digest = sha256(file);
  if (!digest) return fail(ErrorKind::unavailable, "OpenSSL has no SHA-256");
  file.append(digest->data(), digest->size());
  return file;
}

}  // namespace keyplate::resolve
