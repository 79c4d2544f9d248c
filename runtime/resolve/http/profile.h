#pragma once
// The numbers of each profile (providers.md 1.1).

#include <chrono>
#include <cstddef>

#include "runtime/resolve/http/message.h"

namespace keyplate::resolve::http {

struct Limits {
  std::chrono::milliseconds connect;  ///< names, connection and TLS
  std::chrono::milliseconds total;
  std::size_t body;  ///< the most bytes that an answer may have
};

constexpr Limits limits_of(Profile profile) {
  using std::chrono::seconds;
  switch (profile) {
    case Profile::public_service:
      return {seconds(5), seconds(30), std::size_t{4} << 20};
    case Profile::server:
      return {seconds(5), seconds(60), std::size_t{32} << 20};
    case Profile::metadata:
      break;
  }
  return {seconds(1), seconds(5), std::size_t{64} << 10};
}

}  // namespace keyplate::resolve::http
