#pragma once
// When a failed exchange is tried again, and after how long: full jitter, a server's `Retry-After`
// instead of it (RFC 9110, 10.2.3; RFC 6585, 4), never beyond a minute. The numbers of each
// provider are rows here. Pure.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/http/message.h"

namespace keyplate::resolve {

enum class Repeat : std::uint8_t {
  safe,  ///< reading it twice changes nothing
  once,  ///< never again when a byte may have reached the server: it is spent, or mints another
};

struct RetryRule {
  int attempts = 1;  ///< in all; answers of 429 are paced instead of counted
  std::chrono::milliseconds base{0};
  std::chrono::milliseconds cap{0};
  std::span<const int> statuses;  ///< worth another attempt, beside connections that failed
  Repeat repeat = Repeat::safe;
};

inline constexpr int vault_passing_statuses[] = {412, 429, 500, 502, 503, 504};
/// Vault and OpenBao: 5xx but 501 (their API's own client: api/client.go).
inline constexpr RetryRule vault_read{3, std::chrono::milliseconds{1000},
                                      std::chrono::milliseconds{1500}, vault_passing_statuses};
/// What is used up or minted by being asked for.
inline constexpr RetryRule vault_once{3, std::chrono::milliseconds{1000},
                                      std::chrono::milliseconds{1500}, vault_passing_statuses,
                                      Repeat::once};

}  // namespace keyplate::resolve
