#include "runtime/resolve/c_memory.h"

#include <malloc.h>

#include <cstdlib>
#include <cstring>

#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::resolve {

void* allocate_memory(std::size_t size) {
  return std::malloc(size);
}

void* allocate_zeroed(std::size_t count, std::size_t size) {
  return std::calloc(count, size);
}

/// realloc may leave the old bytes behind, so it moves them itself.
void* reallocate_memory(void* memory, std::size_t size) {
  if (!memory) return std::malloc(size);
  const std::size_t old_size = malloc_usable_size(memory);
  if (size != 0 && size <= old_size) return memory;
  void* grown = size == 0 ? nullptr : std::malloc(size);
  if (grown) std::memcpy(grown, memory, old_size);
  if (grown || size == 0) free_memory(memory);
  return grown;
}

char* duplicate_text(const char* text) {
  return ::strdup(text);
}

void free_memory(void* memory) {
  if (memory) protocol::wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace keyplate::resolve
