#include "runtime/evaluate/verify.h"

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
                       [](std::size_t at, const Segment& s) { return at < s.begin; });
  return after == map.begin() ? 0 : static_cast<std::size_t>(after - map.begin()) - 1;
}

/// The island that put what is wrong at `offset`: the one that printed it, or the one after which
/// the author's text goes on wrongly. Null when it is the author's text alone.
const Segment* culprit(const Printer& printer, std::size_t offset) {
  const std::vector<Segment>& map = printer.map();
  const std::size_t at = segment_at(map, offset);
  if (map[at].island) return &map[at];
  const std::string_view before = printer.text().substr(map[at].begin, offset - map[at].begin);
  if (at == 0 || !std::all_of(before.begin(), before.end(), is_space)) return nullptr;
  return map[at - 1].island ? &map[at - 1] : nullptr;
}

void report_host_error(const Printer& printer, const Job& job, const HostError& error,
                       DiagnosticSink& sink) {
  if (const Segment* island = culprit(printer, error.offset)) {
    sink.report(island->origin.source, island->origin.span, diag::host_syntax, job.host_format,
                error.reason);
    return;
  }
  // The author's text is copied as it is, so the place in the output is one in the template.
  const Segment& author = printer.map()[segment_at(printer.map(), error.offset)];
  const Span text = author.origin.span;
  const auto at =
      std::min(text.begin + static_cast<std::uint32_t>(error.offset) - author.begin, text.end);
  sink.report(author.origin.source, {at, std::min(at + 1, text.end)}, diag::host_syntax,
              job.host_format, error.reason)
      .severity = Severity::warning;
}

}  // namespace

void verify(const Printer& printer, const Job& job, DiagnosticSink& sink) {
  const auto& map = printer.map();
  const auto island = [](const Segment& segment) {
    return segment.island;
  };
  if (std::none_of(map.begin(), map.end(), island)) return;  // not ours to judge
  if (const auto error = printer.verify()) report_host_error(printer, job, *error, sink);
  if (job.host_format != unknown_format) return;
  const auto secret =
      std::find_if(map.begin(), map.end(), [](const Segment& segment) { return segment.secret; });
  if (secret != map.end())
    sink.report(secret->origin.source, secret->origin.span, diag::unknown_host_format);
}

}  // namespace keyplate::evaluate
