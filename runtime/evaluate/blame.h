#pragma once
// Which island is to blame for an output that is no longer in its own format.

#include "runtime/evaluate/printer.h"
#include "runtime/evaluate/render.h"

namespace keyplate::evaluate {

/// The island that stands where the format is broken or began to be, or right before; else the
/// nearest one before whose host text, had it been a word, would have left the output whole. Null
/// when it is the author's text alone. REQUIRES: `error` is of the printer's whole output.
const Segment* culprit(const Printer& printer, const Job& job, const HostError& error);

}  // namespace keyplate::evaluate
