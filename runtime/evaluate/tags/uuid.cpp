#include <array>
#include <cstdint>

#include "runtime/evaluate/bytes.h"
#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

/// From 15 October 1582, where a version 1 counts from, to 1970, in its units of 100 ns.
constexpr std::uint64_t units_before_1970 = 0x01B21DD213814000;

/// RFC 9562, section 4: the version in the seventh byte, the variant in the ninth.
void stamp(Bytes& bytes, unsigned version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
}

/// RFC 9562, section 5.1: low, middle and high part of the time. Clock sequence and node stay
/// random; the multicast bit says that the node is no address of a card.
void put_time(Bytes& bytes, const Moment& now) {
  std::uint64_t units = static_cast<std::uint64_t>(now.nanoseconds / 100) + units_before_1970;
  for (const std::size_t place : {3u, 2u, 1u, 0u, 5u, 4u, 7u, 6u}) {
    bytes[place] = static_cast<std::uint8_t>(units);
    units >>= 8;
  }
  bytes[10] |= 1;
}

Value written(const Bytes& bytes) {
  TextBuilder out(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    append_hex(bytes[i], out);
  }
  return out.finish();
}

}  // namespace

Value uuid(Arguments arguments, TagContext& context) {
  const auto version = choice(arguments, 0, context);
  if (!version) return {};
  return context.world.once(context.site, [&] {
    Bytes bytes;
    context.world.random(bytes);
    if (*version == "v1") put_time(bytes, context.world.now());
    stamp(bytes, *version == "v1" ? 1 : 4);
    return written(bytes);
  });
}

}  // namespace keyplate::evaluate::tags
