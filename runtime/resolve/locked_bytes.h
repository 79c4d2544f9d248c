#pragma once
// Pages of their own for keys and decrypted vaults: locked in memory where the limit allows, left
// out of core dumps, wiped before they go. Of a fixed size; never empty.

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace keyplate::resolve {

class LockedBytes {
 public:
  /// All zero. Ends the program when the system has no memory, as operator new would.
  explicit LockedBytes(std::size_t size);
  LockedBytes(LockedBytes&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        mapped_(std::exchange(other.mapped_, 0)) {}
  LockedBytes& operator=(LockedBytes&&) = delete;
  LockedBytes(const LockedBytes&) = delete;
  LockedBytes& operator=(const LockedBytes&) = delete;
  ~LockedBytes();

  unsigned char* data() { return data_; }
  const unsigned char* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }

 private:
  unsigned char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
};

}  // namespace keyplate::resolve
