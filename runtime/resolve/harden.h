#pragma once
// What the resolver does to its own process before it reads the first byte.

namespace keyplate::resolve {

/// No core dump, not traceable, new files private, nothing inherited but the standard streams
/// and `socket`, OpenSSL without configuration files and wiping what it frees, and a terminal's
/// interrupt left to the client. False when a limit can't be set.
bool harden(int socket);

}  // namespace keyplate::resolve
