#pragma once
// What both programs do to their own process before a secret can be in its memory.

namespace keyplate::protocol {

/// No core dump, and no other process of the same user may trace it or read its memory. False
/// when the system refuses; what could be done is done.
bool protect_memory();

}  // namespace keyplate::protocol
