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
  int attempts = 1;  ///< in all
  std::chrono::milliseconds base{0};
  std::chrono::milliseconds cap{0};
  std::span<const int> statuses = {};  ///< worth another attempt, beside connections that failed
  Repeat repeat = Repeat::safe;
  std::chrono::milliseconds attempt_time{0};  ///< the most that one may take; 0: the profile's
};

inline constexpr int vault_passing_statuses[] = {412, 429, 500, 502, 503, 504};
/// Vault and OpenBao: 5xx but 501, as their own client has it (api/client.go).
inline constexpr RetryRule vault_read{3, std::chrono::milliseconds{1000},
                                      std::chrono::milliseconds{1500}, vault_passing_statuses};
/// What is used up by being asked for, or mints another each time.
inline constexpr RetryRule vault_once{3, std::chrono::milliseconds{1000},
                                      std::chrono::milliseconds{1500}, vault_passing_statuses,
                                      Repeat::once};

/// The longest that a server may make us wait.
inline constexpr std::chrono::seconds longest_wait{60};

/// Whether another attempt may go better and does no harm. An answer of 200 never is.
bool worth_repeating(const http::Result& result, const RetryRule& rule);

/// Before attempt `attempt` + 1. `random` is of [0, 1).
std::chrono::milliseconds backoff(const RetryRule& rule, int attempt, double random);

/// What the answer asks for, as a time from `now`; nothing when it doesn't, or not in a form of the
/// RFC. Never negative; may be more than `longest_wait`.
std::optional<std::chrono::seconds> retry_after(const http::Response& response, WallTime now);

}  // namespace keyplate::resolve
