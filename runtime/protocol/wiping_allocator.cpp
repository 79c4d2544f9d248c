#include "runtime/protocol/wiping_allocator.h"

#include <malloc.h>
#include <sys/mman.h>

#include <atomic>
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
namespace {

std::atomic<bool> wipes_all = true;
constexpr std::size_t stack_reach = std::size_t{256} << 10;

}  // namespace

void stop_wiping_all() noexcept {
  wipes_all.store(false, std::memory_order_relaxed);
}

void wipe(void* memory, std::size_t size) noexcept {
  std::memset(memory, 0, size);
  __asm__ __volatile__("" : : "r"(memory) : "memory");  // somebody might look: keep the memset
}

// Inlined, its array would lie in the caller's frame, above what it is to overwrite.
[[gnu::noinline]] void wipe_stack() noexcept {
  if (!wipes_all.load(std::memory_order_relaxed)) return;
  char stack[stack_reach];
  wipe(stack, sizeof stack);
}

}  // namespace keyplate::protocol

#ifndef KEYPLATE_KEEP_SYSTEM_ALLOCATOR

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

/// A large block starts on a huge page and asks for more of them: a page fault for each 4 KiB of a
/// large text and its tree would cost as much as parsing it.
void* allocate_large(std::size_t size) {
  const std::size_t rounded = (size + huge_page - 1) / huge_page * huge_page;
  void* const memory = std::aligned_alloc(huge_page, rounded);
#ifdef MADV_HUGEPAGE
  if (memory) ::madvise(memory, rounded, MADV_HUGEPAGE);  // where refused, small pages will do
#endif
  return memory;
}

void* allocate_any(std::size_t size) {
  return size < huge_page ? std::malloc(size == 0 ? 1 : size) : allocate_large(size);
}

void* allocate(std::size_t size) {
  for (;;) {
    if (void* memory = allocate_any(size)) return memory;
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
  if (keyplate::protocol::wipes_all.load(std::memory_order_relaxed))
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
