#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

#include <array>
#include <cstdint>

#include "runtime/evaluate/bytes.h"
#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {
namespace {

struct Digest {
  std::array<std::uint8_t, SHA512_DIGEST_SIZE> bytes{};
  std::size_t size = 0;

  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), size}; }
};

/// One of nettle's hash functions by its three steps.
template <typename State, auto init, auto update, auto finish, std::size_t size>
Digest digest(std::string_view text) {
  State state;
  init(&state);
  update(&state, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
  Digest result;
  result.size = size;
  finish(&state, size, result.bytes.data());
  ::explicit_bzero(&state, sizeof(state));
  return result;
}

Digest digest_of(std::string_view algorithm, std::string_view text) {
  if (algorithm == "md5")
    return digest<md5_ctx, md5_init, md5_update, md5_digest, MD5_DIGEST_SIZE>(text);
  if (algorithm == "sha1")
    return digest<sha1_ctx, sha1_init, sha1_update, sha1_digest, SHA1_DIGEST_SIZE>(text);
  if (algorithm == "sha512")
    return digest<sha512_ctx, sha512_init, sha512_update, sha512_digest, SHA512_DIGEST_SIZE>(text);
  return digest<sha256_ctx, sha256_init, sha256_update, sha256_digest, SHA256_DIGEST_SIZE>(text);
}

}  // namespace

Value hash(Arguments arguments, TagContext& context) {
  const auto algorithm = choice(arguments, 0, context);
  const auto encoding = choice(arguments, 1, context);
  const auto given = text(arguments, 2, context);
  if (!algorithm || !encoding || !given) return {};
  if (!context.call.budget().bytes(given->text().size())) return {};
  const Digest result = digest_of(*algorithm, given->text());
  TextBuilder out;
  if (*encoding == "base64") {
    append_base64(result.view(), out);
  } else {
    for (std::size_t i = 0; i < result.size; ++i) append_hex(result.bytes[i], out);
  }
  return out.finish();
}

}  // namespace keyplate::evaluate::tags
