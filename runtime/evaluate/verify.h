#pragma once
// What is wrong with an output and the islands that caused it: values that can't stand where they
// were printed, an output that is no longer in its own format, a secret in a file whose format
// nobody knows.

#include <string>

#include "grammar/diagnostic.h"
#include "runtime/evaluate/printer.h"
#include "runtime/evaluate/render.h"

namespace keyplate::evaluate {

/// What is wrong, for a message: of a `secret` part of the output no byte is shown.
std::string reason_of(const HostError& error, bool secret);

/// Reports at the island `origin`, with a fix where quotes would help.
void report_refusal(const Printer& printer, const Origin& origin, const Refusal& refusal,
                    DiagnosticSink& sink);

/// Says what was found late; then, unless something was wrong before, what the finished output as a
/// whole tells. Reports at the island that caused it; what the author's own text broke is only a
/// warning.
void verify(const Printer& printer, const Job& job, DiagnosticSink& sink);

}  // namespace keyplate::evaluate
