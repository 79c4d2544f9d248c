#pragma once
// What only the machine knows: random bytes, the clock, and the facts that the tag `os` tells, with
// the names and shapes that Node.js gives them on Linux.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "runtime/evaluate/render.h"

namespace keyplate::cli {

/// From the kernel; without any the program can't go on, and doesn't.
void fill_random(std::span<std::uint8_t> bytes);

/// Now, in the time zone that TZ or the system sets.
evaluate::Moment now();

/// As JSON, by a choice of the tag's `fact`.
std::string machine_fact(std::string_view name);

}  // namespace keyplate::cli
