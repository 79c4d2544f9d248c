#pragma once
// What can only be said of a whole output: whether it is still in its own format, and whether it
// holds a secret while nobody knows its format.

#include "grammar/diagnostic.h"
#include "runtime/evaluate/printer.h"
#include "runtime/evaluate/render.h"

namespace keyplate::evaluate {

/// Reports at the island that caused it; what the author's own text broke is only a warning.
void verify(const Printer& printer, const Job& job, DiagnosticSink& sink);

}  // namespace keyplate::evaluate
