#include "runtime/evaluate/verify.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "runtime/evaluate/blame.h"
#include "runtime/evaluate/failure.h"
#include "runtime/evaluate/slots/formats.h"

namespace keyplate::evaluate {
namespace {

/// What ends (`after`) or begins at `offset`, with the islands there that printed nothing.
std::size_t segment_beside(const Printer& printer, std::size_t offset, bool after) {
  const std::vector<Segment>& map = printer.map();
  std::size_t at = segment_at(map, after && offset > 0 ? offset - 1 : offset);
  const auto empty = [&](std::size_t i) {
    const std::size_t end = i + 1 < map.size() ? map[i + 1].begin() : printer.text().size();
    return map[i].island() && map[i].begin() == offset && end == offset;
  };
  while (after && at + 1 < map.size() && empty(at + 1)) ++at;
  while (!after && at > 0 && empty(at - 1)) --at;
  return at;
}

/// A place of the output as one of the template, with an island as a whole on one side of it.
Location place_of(const Printer& printer, const Origin& origin, std::size_t offset, bool after) {
  const Segment& segment = printer.map()[segment_beside(printer, offset, after)];
  Location place = locate({origin.program, segment.statement()});
  if (segment.island()) {
    place.span.begin = after ? place.span.end : place.span.begin;
  } else {
    place.span.begin += static_cast<std::uint32_t>(offset) - segment.begin();
  }
  place.span.end = place.span.begin;
  return place;
}

/// Whether quotes round `text`, a part of a template, change nothing but what they should.
bool can_be_quoted(std::string_view text, char quote) {
  while (!text.empty()) {
    const std::size_t opener = text.find("{{");
    const std::string_view own = text.substr(0, opener);
    if (own.find(quote) != std::string_view::npos || own.find('\\') != std::string_view::npos ||
        own.find("{%") != std::string_view::npos || own.find('\n') != std::string_view::npos)
      return false;
    const std::size_t closer = text.find("}}", opener);
    if (closer == std::string_view::npos) return opener == std::string_view::npos;
    text.remove_prefix(closer + 2);
  }
  return true;
}

/// Puts the quotes into the template, where the author's text allows it.
std::optional<Fix> fix_of(const Printer& printer, const Origin& origin, const Quoting& quoting) {
  const Location begin = place_of(printer, origin, quoting.begin, false);
  const Location end = place_of(printer, origin, quoting.end, true);
  if (begin.source != end.source || begin.span.begin >= end.span.begin) return std::nullopt;
  const std::string_view text = begin.source->text({begin.span.begin, end.span.begin});
  if (!can_be_quoted(text, quoting.quote)) return std::nullopt;
  const auto first = edit_of(begin.source, begin.span, std::string(1, quoting.quote));
  const auto second = edit_of(end.source, end.span, std::string(1, quoting.quote));
  if (!first || !second) return std::nullopt;
  return Fix{fmt::format("quote it: `{0}{1}{0}`", quoting.quote, text), false, {*first, *second}};
}

bool secret_follows(const std::vector<Segment>& map, std::size_t from) {
  return std::any_of(map.begin() + static_cast<std::ptrdiff_t>(from), map.end(),
                     [](const Segment& segment) { return segment.secret(); });
}

void report_host_error(const Printer& printer, const Job& job, const HostError& error,
                       DiagnosticSink& sink) {
  const std::size_t at = segment_at(printer.map(), error.offset);
  const Segment& segment = printer.map()[at];
  const std::string reason = reason_of(error, segment.secret());
  const Segment* const own = segment.island() ? &segment : nullptr;
  if (const Segment* const island = error.ends ? culprit(printer, job, error) : own) {
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

std::string reason_of(const HostError& error, bool secret) {
  if (error.found.empty()) return error.reason;
  return fmt::format("{}, found {}", error.reason, secret ? "this character" : error.found);
}

void report_refusal(const Printer& printer, const Origin& origin, const Refusal& refusal,
                    DiagnosticSink& sink) {
  const auto& [source, span] = printed(origin);
  Diagnostic& added = sink.report(source, span, diag::slot_cannot_hold,
                                  shown(origin.program->tree, span), refusal.reason);
  if (refusal.quoting) added.fix = fix_of(printer, origin, *refusal.quoting);
}

void verify(const Printer& printer, const Job& job, DiagnosticSink& sink) {
  for (const auto& [island, refusal] : printer.late()) {
    const Segment& segment = printer.map()[static_cast<std::size_t>(island)];
    report_refusal(printer, {job.program, segment.statement()}, refusal, sink);
  }
  if (!sink.empty()) return;
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
