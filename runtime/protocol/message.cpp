#include "runtime/protocol/message.h"

#include <algorithm>
#include <array>

namespace keyplate::protocol {

std::string_view name(ErrorKind kind) {
  constexpr std::array<std::string_view, error_kind_count> names = {"not-found",
                                                                    "version-unavailable",
                                                                    "key-not-found",
                                                                    "unauthenticated",
                                                                    "access-denied",
                                                                    "login-required",
                                                                    "config-invalid",
                                                                    "throttled",
                                                                    "unavailable",
                                                                    "network",
                                                                    "tls",
                                                                    "integrity",
                                                                    "protocol",
                                                                    "timeout",
                                                                    "cancelled",
                                                                    "needs-person",
                                                                    "unsupported",
                                                                    "wrong-form",
                                                                    "io-error",
                                                                    "resolver-unavailable"};
  return names[static_cast<std::size_t>(kind)];
}

const Setting* VaultSettings::find(std::string_view key) const {
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found == settings.end() ? nullptr : &*found;
}

const Secret* Caller::find_variable(std::string_view variable) const {
  const auto found = std::find_if(environment.begin(), environment.end(),
                                  [&](const Variable& one) { return one.name == variable; });
  return found == environment.end() ? nullptr : &found->value;
}

}  // namespace keyplate::protocol
