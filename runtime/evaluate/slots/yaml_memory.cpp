#include "runtime/evaluate/slots/yaml_memory.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace keyplate::evaluate {
namespace {

constexpr std::size_t least_piece = 16;
constexpr std::size_t least_block = 64 * 1024;

/// libyaml asks without saying for whom.
YamlMemory*& memory_of_thread() {
  static thread_local YamlMemory* memory = nullptr;
  return memory;
}

std::size_t class_of(std::size_t size) {
  return size <= least_piece ? 0
                             : static_cast<std::size_t>(std::bit_width((size - 1) / least_piece));
}

}  // namespace

YamlMemory::YamlMemory() {
  memory_of_thread() = this;
}

YamlMemory::~YamlMemory() {
  while (last_ != nullptr) {
    Block* const block = std::exchange(last_, last_->before);
    explicit_bzero(block, block->size);
    std::free(block);
  }
  memory_of_thread() = nullptr;
}

YamlMemory& YamlMemory::in_use() {
  return *memory_of_thread();
}

YamlMemory::Header* YamlMemory::carve(std::size_t size) {
  if (last_ == nullptr || last_->size - used_ < size) {
    const std::size_t room = std::max(sizeof(Block) + size, least_block);
    void* const memory = std::malloc(room);
    if (memory == nullptr) return nullptr;
    last_ = new (memory) Block{last_, room};
    used_ = sizeof(Block);
  }
  return new (reinterpret_cast<char*>(last_) + std::exchange(used_, used_ + size)) Header;
}

void* YamlMemory::allocate(std::size_t size) {
  if (size > SIZE_MAX / 4) return nullptr;
  const std::size_t size_class = class_of(size);
  Header*& first = free_[size_class];
  Header* const piece = first != nullptr ? std::exchange(first, first->next)
                                         : carve(sizeof(Header) + (least_piece << size_class));
  if (piece == nullptr) return nullptr;
  piece->size_class = size_class;
  return piece + 1;
}

void YamlMemory::free(void* piece) {
  if (piece == nullptr) return;
  Header* const header = static_cast<Header*>(piece) - 1;
  Header*& first = free_[header->size_class];
  header->next = std::exchange(first, header);
}

void* YamlMemory::reallocate(void* piece, std::size_t size) {
  if (piece == nullptr) return allocate(size);
  const std::size_t room = least_piece << (static_cast<Header*>(piece) - 1)->size_class;
  if (size <= room) return piece;
  void* const grown = allocate(size);
  if (grown == nullptr) return nullptr;
  std::memcpy(grown, piece, room);
  free(piece);
  return grown;
}

}  // namespace keyplate::evaluate

using keyplate::evaluate::YamlMemory;

extern "C" {
void* keyplate_yaml_malloc(std::size_t size) {
  return YamlMemory::in_use().allocate(size);
}
void* keyplate_yaml_realloc(void* piece, std::size_t size) {
  return YamlMemory::in_use().reallocate(piece, size);
}
void keyplate_yaml_free(void* piece) {
  YamlMemory::in_use().free(piece);
}
char* keyplate_yaml_strdup(const char* text) {
  const std::size_t size = std::strlen(text) + 1;
  void* const copy = keyplate_yaml_malloc(size);
  return copy == nullptr ? nullptr : static_cast<char*>(std::memcpy(copy, text, size));
}
}
