#include "runtime/evaluate/blame.h"

#include <algorithm>
#include <memory>

#include "runtime/evaluate/slots/formats.h"

namespace keyplate::evaluate {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The island that put what is wrong at `offset`: the one that printed it, or the one after which
/// the author's text goes on wrongly. Null when it is the author's text alone.
const Segment* culprit_at(const Printer& printer, std::size_t offset) {
  const std::vector<Segment>& map = printer.map();
  const std::size_t at = segment_at(printer.map(), offset);
  if (map[at].island()) return &map[at];
  const std::string_view before = printer.text().substr(map[at].begin(), offset - map[at].begin());
  if (at == 0 || !std::all_of(before.begin(), before.end(), is_space)) return nullptr;
  return map[at - 1].island() ? &map[at - 1] : nullptr;
}

/// How many islands are suspected of what goes wrong far behind them: each is tried by itself.
constexpr std::size_t most_suspects = 16;

/// Whether the output could be read to its end had that island printed a word instead.
bool cured_without(const Printer& printer, const Job& job, std::size_t index) {
  const std::unique_ptr<HostLexer> lexer = make_lexer(job.host_format);
  HostText text;
  Budget budget{compiler::Limits()};
  CallContext context(budget);
  for (std::size_t i = 0; i < printer.map().size(); ++i) {
    const Segment& segment = printer.map()[i];
    text.mark_island(segment.statement(), segment.secret(), false);
    if (i == index && lexer->print(Value::string("x"), text, context)) return false;
    if (i == index) continue;
    lexer->author(printer.printed(i), text);
    text.append(printer.printed(i));
  }
  lexer->finish(text);
  const auto errors = lexer->verify(text.view());
  return std::none_of(errors.begin(), errors.end(), [](const HostError& e) { return e.ends; });
}

/// The nearest island before `offset` whose host text is the cause, if one is.
const Segment* distant_culprit(const Printer& printer, const Job& job, std::size_t offset) {
  std::size_t suspects = 0;
  for (std::size_t i = segment_at(printer.map(), offset) + 1; i-- > 0;) {
    const Segment& segment = printer.map()[i];
    if (!segment.host()) continue;
    if (cured_without(printer, job, i)) return &segment;
    if (++suspects == most_suspects) break;
  }
  return nullptr;
}

}  // namespace

const Segment* culprit(const Printer& printer, const Job& job, const HostError& error) {
  const Segment* const found = culprit_at(printer, error.offset);
  if (found != nullptr) return found;
  const bool begun = error.begin != std::string_view::npos;
  const Segment* const opener = begun ? culprit_at(printer, error.begin) : nullptr;
  return opener != nullptr ? opener : distant_culprit(printer, job, error.offset);
}

}  // namespace keyplate::evaluate
