#pragma once
// What both programs do to their own process before a secret can be in its memory.

namespace keyplate::protocol {

/// No core dump, and no other process of the same user may trace it or read its memory. False
/// when the system refuses; what could be done is done.
bool protect_memory();

/// Besides, a core file that somebody makes possible all the same holds nothing of our memory. Our
/// children inherit it, so it is for processes that only start such as need no core file either.
/// REQUIRES: no secret has been read yet.
void empty_core_files();

}  // namespace keyplate::protocol
