#include "runtime/resolve/locked_bytes.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::resolve {

LockedBytes::LockedBytes(std::size_t size) : size_(size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  mapped_ = (size / page + 1) * page;
  void* memory =
      ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  data_ = static_cast<unsigned char*>(memory);
  // Both are the best that the limits allow: without them the bytes are still wiped.
  static_cast<void>(::mlock(data_, mapped_));
  static_cast<void>(::madvise(data_, mapped_, MADV_DONTDUMP));
}

LockedBytes::~LockedBytes() {
  if (!data_) return;
  protocol::wipe(data_, mapped_);
  ::munmap(data_, mapped_);
}

}  // namespace keyplate::resolve
