#pragma once
// The language server on two descriptors. Reads all that is in the pipe before it works, and goes
// on reading while the other side is slow to take what it is given.

#include "lsp/server.h"

namespace keyplate::lsp {

enum class Served : unsigned char {
  shut_down,  ///< by `shutdown` and then `exit` or the end of what comes in
  abandoned,  ///< by an end without `shutdown`, or a stream that makes no sense
};

Served serve(int in, int out, ServerOptions options);

}  // namespace keyplate::lsp
