#pragma once
// The two clocks: one that only goes forward, for deadlines and lifetimes, and the one on the wall,
// for signatures and dates. Tests put their own in its place.

#include <chrono>
#include <cstdint>

namespace keyplate::resolve {

using TimePoint = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

/// The longest time that a lease, a login or a version may last: a century. A server may say more
/// than clocks can count.
inline constexpr std::chrono::seconds longest_life{3'153'600'000};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const { return std::chrono::steady_clock::now(); }
  virtual WallTime wall() const { return std::chrono::system_clock::now(); }
};

}  // namespace keyplate::resolve
