#include "runtime/resolve/harden.h"

#include <openssl/crypto.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <initializer_list>

#include "runtime/protocol/hardening.h"
#include "runtime/resolve/c_memory.h"

namespace keyplate::resolve {
namespace {

// OpenSSL says where it asks from, which nobody wants to know.
void* allocate(std::size_t size, const char*, int) {
  return allocate_memory(size);
}
void* reallocate(void* memory, std::size_t size, const char*, int) {
  return reallocate_memory(memory, size);
}
void release(void* memory, const char*, int) {
  free_memory(memory);
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
