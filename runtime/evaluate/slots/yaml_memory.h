#pragma once
// The memory of libyaml, whose calls of malloc and its like lead here
// (runtime/evaluate/CMakeLists.txt says how). Small pieces are used again without a search, and all
// of it is wiped in the end: libyaml copies every scalar, and some are secrets.

#include <array>
#include <cstddef>

namespace keyplate::evaluate {

/// Serves libyaml on this thread while it lives. One at a time.
class YamlMemory {
 public:
  YamlMemory();
  YamlMemory(const YamlMemory&) = delete;
  YamlMemory& operator=(const YamlMemory&) = delete;
  ~YamlMemory();

  void* allocate(std::size_t size);
  void* reallocate(void* piece, std::size_t size);
  void free(void* piece);
  static YamlMemory& in_use();

 private:
  /// What stands before a piece: its class while it is in use, else the next free one.
  union alignas(16) Header {
    std::size_t size_class;
    Header* next;
  };
  /// What a block begins with. A chain, as a container might throw through libyaml's frames.
  struct alignas(16) Block {
    Block* before;
    std::size_t size;  ///< with this
  };

  Header* carve(std::size_t size);

  std::array<Header*, 64> free_{};  ///< pieces of 16 bytes, 32, 64, ...
  Block* last_ = nullptr;
  std::size_t used_ = 0;  ///< of the last block
};

}  // namespace keyplate::evaluate
