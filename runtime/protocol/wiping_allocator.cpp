#include "runtime/protocol/wiping_allocator.h"

#include <malloc.h>

#include <cstdlib>
#include <cstring>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KEYPLATE_KEEP_SYSTEM_ALLOCATOR
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KEYPLATE_KEEP_SYSTEM_ALLOCATOR
#endif
#endif

namespace keyplate::protocol {

void wipe(void* memory, std::size_t size) noexcept {
  std::memset(memory, 0, size);
  __asm__ __volatile__("" : : "r"(memory) : "memory");  // somebody might look: keep the memset
}

}  // namespace keyplate::protocol

#ifndef KEYPLATE_KEEP_SYSTEM_ALLOCATOR

namespace {

void* allocate(std::size_t size) {
  for (;;) {
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (!handler) throw std::bad_alloc();
    handler();
  }
}

void* allocate_aligned(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  const std::size_t rounded = (size + step - 1) / step * step;
  for (;;) {
    if (void* memory = std::aligned_alloc(step, rounded == 0 ? step : rounded)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (!handler) throw std::bad_alloc();
    handler();
  }
}

/// The usable size, not the one asked for: a container may have used all of it.
void wipe_and_free(void* memory) noexcept {
  if (!memory) return;
  keyplate::protocol::wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

// The array and nothrow forms of the standard library call these.
void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_aligned(size, alignment);
}
void operator delete(void* memory) noexcept {
  wipe_and_free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  wipe_and_free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  wipe_and_free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  wipe_and_free(memory);
}

#endif
