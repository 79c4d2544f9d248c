#include "runtime/resolve/http/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace keyplate::resolve::http {
namespace {

constexpr std::size_t mapped_bytes = 12;
constexpr unsigned bits_of_byte = 8;

/// Of a network's length in bits, in IPv6's form.
std::optional<unsigned> parse_bits(std::string_view text, bool v4) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (v4) bits += mapped_bytes * bits_of_byte;
  if (bits > sizeof(IpAddress) * bits_of_byte) return std::nullopt;
  return bits;
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  const std::string whole(text);
  IpAddress address{};
  if (::inet_pton(AF_INET6, whole.c_str(), address.data()) == 1) return address;
  address[mapped_bytes - 2] = address[mapped_bytes - 1] = 0xFF;
  if (::inet_pton(AF_INET, whole.c_str(), address.data() + mapped_bytes) == 1) return address;
  return std::nullopt;
}

bool is_within(const IpAddress& address, std::string_view network) {
  const std::size_t slash = network.find('/');
  const std::string_view base_text = network.substr(0, slash);
  const auto base = parse_ip_address(base_text);
  if (!base) return false;
  if (slash == std::string_view::npos) return address == *base;
  const bool v4 = base_text.find(':') == std::string_view::npos;
  const auto bits = parse_bits(network.substr(slash + 1), v4);
  if (!bits) return false;
  const std::size_t whole = *bits / bits_of_byte;
  const unsigned rest = *bits % bits_of_byte;
  if (!std::equal(address.begin(), address.begin() + whole, base->begin())) return false;
  return rest == 0 || ((address[whole] ^ (*base)[whole]) >> (bits_of_byte - rest)) == 0;
}

}  // namespace keyplate::resolve::http
