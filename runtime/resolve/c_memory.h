#pragma once
// malloc and its kin for C libraries that take their own: what they free is overwritten first, and
// what grows leaves nothing behind.

#include <cstddef>

namespace keyplate::resolve {

void* allocate_memory(std::size_t size);
void* allocate_zeroed(std::size_t count, std::size_t size);
void* reallocate_memory(void* memory, std::size_t size);
char* duplicate_text(const char* text);
void free_memory(void* memory);

}  // namespace keyplate::resolve
