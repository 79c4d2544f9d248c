// free and realloc of the whole process: what any library frees is wiped, also those that take no
// allocator of ours, such as the one that speaks HTTP/2 and keeps a token in its tables. Part of
// the program and of nothing else, since tests and sanitizers have their own.

#include <malloc.h>

#include <cstddef>
#include <cstring>

#include "runtime/protocol/wiping_allocator.h"

// glibc's own, under the names that it gives those who replace them.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void __libc_free(void* memory);

extern "C" void free(void* memory) noexcept {
  if (!memory) return;
  keyplate::protocol::wipe(memory, malloc_usable_size(memory));
  __libc_free(memory);
}

/// glibc's may leave the old bytes behind, so this one moves them itself.
extern "C" void* realloc(void* memory, std::size_t size) noexcept {
  if (!memory) return __libc_malloc(size);
  const std::size_t old_size = malloc_usable_size(memory);
  if (size != 0 && size <= old_size) return memory;
  void* const grown = size == 0 ? nullptr : __libc_malloc(size);
  if (grown) std::memcpy(grown, memory, old_size);
  if (grown || size == 0) free(memory);
  return grown;
}
