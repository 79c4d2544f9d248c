#include "runtime/resolve/harden.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "runtime/protocol/hardening.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::resolve {
namespace {

void* allocate(std::size_t size, const char*, int) {
  return std::malloc(size);
}

void release(void* memory, const char*, int) {
  if (memory) protocol::wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

/// realloc may leave the old bytes behind, so it moves them itself.
void* reallocate(void* memory, std::size_t size, const char* file, int line) {
  if (!memory) return std::malloc(size);
  const std::size_t old_size = malloc_usable_size(memory);
  if (size != 0 && size <= old_size) return memory;
  void* grown = size == 0 ? nullptr : std::malloc(size);
  if (grown) std::memcpy(grown, memory, old_size);
  if (grown || size == 0) release(memory, file, line);
  return grown;
}

}  // namespace

bool harden(int socket) {
  ::umask(077);
  ::close_range(static_cast<unsigned>(socket) + 1, ~0u, 0);
  // The client hears the interrupt and closes; then we stop what we have started, and end.
  for (const int signal : {SIGINT, SIGQUIT, SIGHUP, SIGPIPE}) ::signal(signal, SIG_IGN);
  ::signal(SIGCHLD, SIG_DFL);  // ignored, a command's status would be lost
  protocol::empty_core_files();
  return protocol::protect_memory() && ::chdir("/") == 0 &&
         CRYPTO_set_mem_functions(allocate, reallocate, release) == 1 &&
         OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr) == 1;
}

}  // namespace keyplate::resolve
