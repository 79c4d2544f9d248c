#pragma once
// Numbers for made-up data: the same ones after the same seed, on every machine. Nothing that must
// not be guessed is made of them.

#include <cstdint>

namespace keyplate::evaluate {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// SplitMix64 (Steele, Lea, Flood 2014).
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
  }
  /// One of 0 to `count` - 1. REQUIRES: count > 0. Its bias is far below what samples can show.
  std::uint64_t below(std::uint64_t count) { return next() % count; }
  /// At least 0 and less than 1.
  double fraction() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  /// One of `least` to `most`.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
  }

 private:
  std::uint64_t state_;
};

}  // namespace keyplate::evaluate
