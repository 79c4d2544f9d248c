#pragma once
// When a failed exchange is tried again, and after how long: full jitter, or what the server asks
// for in `Retry-After` (RFC 9110, 10.2.3; RFC 6585, 4). The numbers of each provider are rows here.
// Pure.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/http/message.h"

namespace keyplate::resolve {

enum class Repeat : std::uint8_t {
  safe,  ///< asking twice changes nothing
  once,  ///< never again when a byte may have reached the server: it is spent, or mints another
};

struct RetryRule {
  int attempts = 1;                    ///< in all
  std::chrono::milliseconds base{0};   ///< the most that is waited first; doubles each time
  std::chrono::milliseconds cap{0};    ///< the most that is ever waited
  std::span<const int> statuses = {};  ///< worth another attempt, beside connections that failed
  Repeat repeat = Repeat::safe;
  std::chrono::milliseconds least{0};         ///< that is waited; 0: full jitter
  std::chrono::milliseconds attempt_time{0};  ///< the most that one may take; 0: the profile's
};

inline constexpr int vault_passing_statuses[] = {412, 429, 500, 502, 503, 504};
/// Vault and OpenBao: 5xx but 501, after 1 to 1.5 s, as their own client has it (api/client.go).
constexpr RetryRule vault_rule(Repeat repeat) {
  using std::chrono::milliseconds;
  return {3,      milliseconds{1500}, milliseconds{1500}, vault_passing_statuses,
          repeat, milliseconds{1000}};
}
inline constexpr RetryRule vault_read = vault_rule(Repeat::safe);
/// What is used up by being asked for, or mints another each time.
inline constexpr RetryRule vault_once = vault_rule(Repeat::once);

/// The longest that a server may make us wait.
inline constexpr std::chrono::seconds longest_wait{60};

/// Whether another attempt may go better and does no harm. An answer of 200 never is.
bool worth_repeating(const http::Result& result, const RetryRule& rule);

/// Before attempt `attempt` + 1. `random` is of [0, 1).
std::chrono::milliseconds backoff(const RetryRule& rule, int attempt, double random);

/// What the answer asks for, as a time from `now`; nothing when it doesn't, not in a form of the
/// RFC, or for no time at all: Vault cuts the part of a second that is left to 0, and a clock may
/// be wrong. May be more than `longest_wait`.
std::optional<std::chrono::seconds> retry_after(const http::Response& response, WallTime now);

}  // namespace keyplate::resolve
