// keyplate-resolver: everything that may touch a credential. keyplate starts it with one end of a
// socket pair as descriptor 3; it is of no use to a person.

#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

#include "runtime/resolve/harden.h"
#include "runtime/resolve/serve.h"

namespace {

constexpr int client_socket = 3;
constexpr int wrong_usage = 2;
constexpr int failed = 3;

/// Whether descriptor 3 is a connected Unix stream socket.
bool started_by_keyplate() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  int type = 0;
  socklen_t type_size = sizeof type;
  return ::getpeername(client_socket, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
         address.ss_family == AF_UNIX &&
         ::getsockopt(client_socket, SOL_SOCKET, SO_TYPE, &type, &type_size) == 0 &&
         type == SOCK_STREAM;
}

}  // namespace

int main(int argc, char**) {
  if (argc != 1 || !started_by_keyplate()) {
    std::fputs(
        "keyplate-resolver: this program is started by keyplate and is not for people; run "
        "`keyplate --help`\n",
        stderr);
    return wrong_usage;
  }
  if (!keyplate::resolve::harden(client_socket)) {
    std::fputs("keyplate-resolver: the process can't be hardened\n", stderr);
    return failed;
  }
  const bool ended_well = keyplate::resolve::serve(client_socket);
  ::_exit(ended_well ? 0 : failed);  // nothing to take down but memory, which goes anyway
}
