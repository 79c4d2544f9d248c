#pragma once
// Memory that is overwritten before it is given back. WipedString promises it for its own buffer,
// whatever the program links. wiping_allocator.cpp also replaces the global operator delete, so
// that any program that links runtime/protocol wipes all that C++ frees (but under a sanitizer,
// whose own allocator must see every access).

#include <cstddef>
#include <new>
#include <string>

namespace keyplate::protocol {

/// Overwrites memory in a way that no optimiser removes.
void wipe(void* memory, std::size_t size) noexcept;

/// Overwrites the stack below the caller's frame as far as any work of ours is likely to have used
/// it: what functions that have returned left there, of spilled registers too. Does nothing after
/// `stop_wiping_all`.
void wipe_stack() noexcept;

/// From here on operator delete wipes nothing: for a process that never holds a secret, where
/// wiping would cost as much as its work. There is no way back. WipedString wipes all the same.
void stop_wiping_all() noexcept;

template <typename T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <typename U>
  WipingAllocator(const WipingAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept {
    wipe(memory, count * sizeof(T));
    ::operator delete(memory);
  }
  template <typename U>
  bool operator==(const WipingAllocator<U>&) const noexcept {
    return true;
  }
};

/// A buffer for bytes that hold secrets on their way. Its small-string buffer is not wiped, so
/// reserve `beyond_small_string` before the first secret byte goes in.
using WipedString = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;
inline constexpr std::size_t beyond_small_string = 64;

}  // namespace keyplate::protocol
