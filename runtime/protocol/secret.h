#pragma once
// Bytes that must not be seen: a secret's value, a key, a passphrase. Moves, never copies by
// accident; wipes what it frees; can't be formatted or printed (tests/compile_fail proves it).

#include <fmt/core.h>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

namespace keyplate::protocol {

class Secret {
 public:
  Secret() = default;
  /// Takes over `bytes` and wipes what is left of it.
  explicit Secret(std::string&& bytes);
  explicit Secret(std::string_view bytes);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  /// A second one with the same bytes, for when that is really meant.
  Secret clone() const;
  /// The bytes, for as long as this lives. Whoever calls it answers for where they go.
  std::string_view reveal() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

 private:
  void wipe() noexcept;
  std::string bytes_;
};

/// Takes the same time wherever they differ; only a difference in length shows.
bool operator==(const Secret& a, const Secret& b);

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

}  // namespace keyplate::protocol

template <>
struct fmt::formatter<keyplate::protocol::Secret> {
  formatter() = delete;
};
