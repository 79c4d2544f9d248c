#include "runtime/evaluate/verify.h"

#include <fmt/core.h>

#include <algorithm>

#include "runtime/evaluate/slots/formats.h"

namespace keyplate::evaluate {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The segment that holds the output's byte `offset`, or the last one.
std::size_t segment_at(const std::vector<Segment>& map, std::size_t offset) {
  const auto after =
      std::upper_bound(map.begin(), map.end(), offset,
                       [](std::size_t at, const Segment& s) { return at < s.begin(); });
  return after == map.begin() ? 0 : static_cast<std::size_t>(after - map.begin()) - 1;
}

/// The island that put what is wrong at `offset`: the one that printed it, or the one after which
/// the author's text goes on wrongly. Null when it is the author's text alone.
const Segment* culprit(const Printer& printer, std::size_t offset) {
  const std::vector<Segment>& map = printer.map();
  const std::size_t at = segment_at(map, offset);
  if (map[at].island()) return &map[at];
  const std::string_view before = printer.text().substr(map[at].begin(), offset - map[at].begin());
  if (at == 0 || !std::all_of(before.begin(), before.end(), is_space)) return nullptr;
  return map[at - 1].island() ? &map[at - 1] : nullptr;
}

/// No byte of a secret is shown.
std::string reason_of(const HostError& error, const Segment& segment) {
  if (error.found.empty()) return error.reason;
  return fmt::format("{}, found {}", error.reason,
                     segment.secret() ? "this character" : error.found);
}

bool secret_follows(const std::vector<Segment>& map, std::size_t from) {
  return std::any_of(map.begin() + static_cast<std::ptrdiff_t>(from), map.end(),
                     [](const Segment& segment) { return segment.secret(); });
}

void report_host_error(const Printer& printer, const Job& job, const HostError& error,
                       DiagnosticSink& sink) {
  const std::size_t at = segment_at(printer.map(), error.offset);
  const Segment& segment = printer.map()[at];
  const std::string reason = reason_of(error, segment);
  const Segment* const own = segment.island() ? &segment : nullptr;
  if (const Segment* const island = error.ends ? culprit(printer, error.offset) : own) {
    const Location where = locate({job.program, island->statement()});
    sink.report(where.source, where.span, diag::host_syntax, job.host_format, reason);
    return;
  }
  // The author's text is copied as it is, so the place in the output is one in the template.
  const auto& [source, text] = locate({job.program, segment.statement()});
  const auto begin =
      std::min(text.begin + static_cast<std::uint32_t>(error.offset) - segment.begin(), text.end);
  Diagnostic& added = sink.report(source, {begin, std::min(begin + 1, text.end)}, diag::host_syntax,
                                  job.host_format, reason);
  // The author's own affair, unless a secret stands where nobody can say what holds it.
  if (!error.ends || !secret_follows(printer.map(), at)) added.severity = Severity::warning;
}

}  // namespace

void verify(const Printer& printer, const Job& job, DiagnosticSink& sink) {
  const auto& map = printer.map();
  const auto island = [](const Segment& segment) {
    return segment.island();
  };
  if (std::none_of(map.begin(), map.end(), island)) return;  // not ours to judge
  for (const HostError& error : printer.verify()) report_host_error(printer, job, error, sink);
  if (job.host_format != unknown_format) return;
  const auto secret =
      std::find_if(map.begin(), map.end(), [](const Segment& segment) { return segment.secret(); });
  if (secret == map.end()) return;
  const Location where = locate({job.program, secret->statement()});
  sink.report(where.source, where.span, diag::unknown_host_format);
}

}  // namespace keyplate::evaluate
