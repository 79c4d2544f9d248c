// What must not compile: each CASE is one way to show a Secret. CASE 0 shows that the rest does.
#include "runtime/protocol/secret.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <iostream>
#include <string>
#include <utility>

using keyplate::protocol::Secret;

std::string show(Secret& secret) {
#if CASE == 0
  Secret moved = std::move(secret);
  return fmt::format("{} bytes", moved.size());
#elif CASE == 1
  return fmt::format("{}", secret);
#elif CASE == 2
  fmt::print("{}", secret);
  return {};
#elif CASE == 3
  std::cout << secret;
  return {};
#elif CASE == 4
  Secret copy = secret;
  return {};
#elif CASE == 5
  return std::string("token=") + secret;
#elif CASE == 6
  return secret;
#elif CASE == 7
  return fmt::to_string(secret);
#elif CASE == 8
  Secret assigned;
  assigned = secret;
  return {};
#endif
}
