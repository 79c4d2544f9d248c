#include "runtime/protocol/hardening.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace keyplate::protocol {

bool protect_memory() {
  const rlimit none{0, 0};
  const bool no_dump = ::setrlimit(RLIMIT_CORE, &none) == 0;
  return ::prctl(PR_SET_DUMPABLE, 0) == 0 && no_dump;
}

}  // namespace keyplate::protocol
