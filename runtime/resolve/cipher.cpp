#include "runtime/resolve/cipher.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <sys/random.h>

#include <cerrno>
#include <memory>

namespace keyplate::resolve {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Deleter<EVP_CIPHER_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, Deleter<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Deleter<EVP_KDF_CTX_free>>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// OpenSSL takes parameters by a pointer that isn't const, and only reads them.
OSSL_PARAM octets(const char* name, std::string_view bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

bool derive(const char* algorithm, const OSSL_PARAM* parameters, LockedBytes& key) {
  const Kdf kdf(EVP_KDF_fetch(nullptr, algorithm, nullptr));
  if (!kdf) return false;
  const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
  return context && EVP_KDF_derive(context.get(), key.data(), key.size(), parameters) == 1;
}

int size_of(std::string_view text) {
  return static_cast<int>(text.size());
}

}  // namespace

bool fill_random(unsigned char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::getrandom(bytes, size, 0);
    if (got < 0 && errno != EINTR) return false;
    if (got <= 0) continue;
    bytes += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool derive_hkdf(std::string_view master, std::string_view salt, std::string_view info,
                 LockedBytes& key) {
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      octets(OSSL_KDF_PARAM_KEY, master),
      octets(OSSL_KDF_PARAM_SALT, salt),
      octets(OSSL_KDF_PARAM_INFO, info),
      OSSL_PARAM_construct_end(),
  };
  return derive("HKDF", parameters, key);
}

bool derive_scrypt(std::string_view master, std::string_view salt, const ScryptCost& cost,
                   LockedBytes& key) {
  std::uint64_t n = std::uint64_t{1} << cost.log_n;
  std::uint32_t r = cost.r;
  std::uint32_t p = cost.p;
  std::uint64_t most_memory = 256 * n * r;  // twice what RFC 7914 needs
  const OSSL_PARAM parameters[] = {
      octets(OSSL_KDF_PARAM_PASSWORD, master),
      octets(OSSL_KDF_PARAM_SALT, salt),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &most_memory),
      OSSL_PARAM_construct_end(),
  };
  return derive("SCRYPT", parameters, key);
}

std::optional<std::string> encrypt(std::string_view key, std::string_view nonce,
                                   std::string_view header, std::string_view plain) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  std::string sealed(plain.size() + tag_size, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  int size = 0;
  const bool done =
      context &&
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                         bytes_of(nonce)) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &size, bytes_of(header), size_of(header)) == 1 &&
      EVP_EncryptUpdate(context.get(), out, &size, bytes_of(plain), size_of(plain)) == 1 &&
      EVP_EncryptFinal_ex(context.get(), out + size, &size) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, out + plain.size()) == 1;
  if (!done) return std::nullopt;
  return sealed;
}

std::optional<LockedBytes> decrypt(std::string_view key, std::string_view nonce,
                                   std::string_view header, std::string_view sealed) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  const std::string_view secret = sealed.substr(0, sealed.size() - tag_size);
  std::string tag(sealed.substr(secret.size()));
  LockedBytes plain(secret.size());
  int size = 0;
  const bool done =
      context &&
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                         bytes_of(nonce)) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &size, bytes_of(header), size_of(header)) == 1 &&
      EVP_DecryptUpdate(context.get(), plain.data(), &size, bytes_of(secret), size_of(secret)) ==
          1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), plain.data() + size, &size) == 1;
  if (!done) return std::nullopt;
  return plain;
}

std::optional<std::array<char, digest_size>> hmac_sha256(std::string_view key,
                                                         std::string_view bytes) {
  std::array<char, digest_size> digest{};
  unsigned size = 0;
  if (::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
             reinterpret_cast<unsigned char*>(digest.data()), &size) == nullptr)
    return std::nullopt;
  return digest;
}

std::optional<std::array<char, digest_size>> sha256(std::string_view bytes) {
  std::array<char, digest_size> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                 EVP_sha256(), nullptr) != 1) {
    return std::nullopt;
  }
  return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace keyplate::resolve
