#include "runtime/protocol/hardening.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace keyplate::protocol {

bool protect_memory() {
  const rlimit none{0, 0};
  const bool no_dump = ::setrlimit(RLIMIT_CORE, &none) == 0;
  return ::prctl(PR_SET_DUMPABLE, 0) == 0 && no_dump;
}

void empty_core_files() {
  // Where our memory is protected the file belongs to root.
  const int before = ::prctl(PR_GET_DUMPABLE);
  ::prctl(PR_SET_DUMPABLE, 1);
  const int filter = ::open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  if (filter >= 0) {
    // Where it can't be set, the limits still hold.
    [[maybe_unused]] const ssize_t written = ::write(filter, "0", 1);
    ::close(filter);
  }
  ::prctl(PR_SET_DUMPABLE, before);
}

}  // namespace keyplate::protocol
