#pragma once
// IP addresses and networks as text, for rules about hosts. IPv4 is kept in IPv6's form for it
// (::ffff:a.b.c.d), so each rule holds for both spellings.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace keyplate::resolve::http {

using IpAddress = std::array<std::uint8_t, 16>;

/// Four decimal numbers or RFC 4291's forms; no brackets, no zone, no `127.1`.
std::optional<IpAddress> parse_ip_address(std::string_view text);

/// Whether `address` lies in `network`: `10.0.0.0/8`, `fe80::/10`, or one address.
bool is_within(const IpAddress& address, std::string_view network);

}  // namespace keyplate::resolve::http
