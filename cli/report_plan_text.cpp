// A vault a paragraph, a secret a line: its name, how it is read, and each place that refers to it.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "cli/counted.h"
#include "cli/display_width.h"
#include "cli/report_plan.h"
#include "cli/seen_secrets.h"
#include "cli/source_places.h"
#include "cli/vault_lines.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

using evaluate::PlannedRead;

/// Escape sequences, or nothing at all.
struct PlanInk {
  std::string_view bold, place, perhaps, reset;
};
constexpr PlanInk no_ink = {};
constexpr PlanInk all_inks = {"\x1b[1m", "\x1b[34m", "\x1b[1;33m", "\x1b[0m"};

/// A secret, as its line has it.
struct PlanRow {
  std::string name;
  std::string operation;
  bool certain = false;
  const PlannedRead* read = nullptr;
};

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto point = decode_utf8(text, i);
    columns += point ? display_width(point->value) : 1;
    i += point ? static_cast<std::size_t>(point->size) : 1;
  }
  return columns;
}

std::string padded(const std::string& text, std::size_t columns) {
  return text + std::string(columns - std::min(columns, width(text)), ' ');
}

std::string name_of(const protocol::Reference& reference) {
  std::string name = visible(reference.name);
  if (reference.version) name += fmt::format(", version {}", visible(*reference.version));
  if (reference.stage) name += fmt::format(", stage {}", visible(*reference.stage));
  return name;
}

class TextPlan {
 public:
  TextPlan(const PlanReport& plan, bool color, const SeenSecrets& seen)
      : plan_(plan), seen_(seen), ink_(color ? all_inks : no_ink) {}

  std::string print() {
    for (auto begin = plan_.calls.begin(); begin != plan_.calls.end();) {
      const auto end = std::find_if(begin, plan_.calls.end(), [&](const PlannedCall& call) {
        return call.vault->name != begin->vault->name;
      });
      add_vault({begin, end});
      begin = end;
    }
    if (!plan_.unknown.empty()) add_unknown();
    add_counts();
    return std::move(out_);
  }

 private:
  void add_vault(std::span<const PlannedCall> calls) {
    const compiler::Vault& vault = *calls.front().vault;
    out_ += fmt::format("{}{}{} ({})\n", ink_.bold, visible(vault.name), ink_.reset,
                        spec(*vault.provider).name);
    const std::vector<PlanRow> rows = rows_of(calls);
    std::size_t name_width = 0, operation_width = 0;
    for (const PlanRow& row : rows) {
      name_width = std::max(name_width, width(row.name));
      operation_width = std::max(operation_width, row.operation.size());
    }
    for (const PlanRow& row : rows) add_row(row, name_width, operation_width);
    out_ += '\n';
  }

  /// Several batches are told apart by a number.
  static std::vector<PlanRow> rows_of(std::span<const PlannedCall> calls) {
    const auto batches = std::count_if(calls.begin(), calls.end(), [](const PlannedCall& call) {
      return call.secrets.size() > 1;
    });
    std::vector<PlanRow> rows;
    int batch = 0;
    for (const PlannedCall& call : calls) {
      std::string operation(call.operation);
      if (batches > 1 && call.secrets.size() > 1) operation += fmt::format(" #{}", ++batch);
      for (const PlannedRead* const read : call.secrets)
        rows.push_back({name_of(read->reference), operation, call.certain, read});
    }
    return rows;
  }

  void add_row(const PlanRow& row, std::size_t name_width, std::size_t operation_width) {
    out_ += row.certain ? "  " : fmt::format("{}?{} ", ink_.perhaps, ink_.reset);
    out_ +=
        fmt::format("{}  {:<{}}  ", padded(row.name, name_width), row.operation, operation_width);
    const std::string indent(2 + name_width + 2 + operation_width + 2, ' ');
    for (const Location& place : row.read->places) {
      if (&place != row.read->places.data()) out_ += indent;
      out_ += fmt::format("{}{}{}\n", ink_.place, shown(place), ink_.reset);
    }
  }

  std::string shown(const Location& place) {
    const Position at = places_.position(place.source, place.span.begin);
    return fmt::format("{}:{}:{}", visible(place.source->name()), at.line, at.column);
  }

  void add_unknown() {
    out_ += fmt::format("{}only a render can tell what these read{}\n", ink_.bold, ink_.reset);
    std::size_t place_width = 0;
    for (const Location& place : plan_.unknown)
      place_width = std::max(place_width, width(shown(place)));
    for (const Location& place : plan_.unknown) {
      const std::string_view text = place.source->text(place.span);
      out_ += fmt::format("{}?{} {}{}{}  {}\n", ink_.perhaps, ink_.reset, ink_.place,
                          padded(shown(place), place_width), ink_.reset,
                          visible(seen_.scrubbed(std::string(text.substr(0, text.find('\n'))))));
    }
    out_ += '\n';
  }

  void add_counts() {
    std::set<std::string_view> vaults;
    std::size_t secrets = 0, uncertain = 0, minted = 0;
    for (const PlannedCall& call : plan_.calls) {
      vaults.insert(call.vault->name);
      secrets += call.secrets.size();
      if (!call.certain) uncertain += call.secrets.size();
      if (call.operation == mint_operation) minted += call.secrets.size();
    }
    if (secrets == 0) return add_nothing();
    out_ += fmt::format("{} of {}", counted(secrets, "secret"), counted(vaults.size(), "vault"));
    if (plan_.calls.size() < secrets)
      out_ += fmt::format(" in {}", counted(plan_.calls.size(), "call"));
    add_environment();
    if (uncertain > 0) out_ += fmt::format("; {} (?) only if a condition holds", uncertain);
    out_ += '\n';
    if (minted > 0)
      out_ += fmt::format(
          "a dynamic engine's read makes a new credential: {} would be minted by each render\n",
          minted);
  }

  /// Where a plan isn't complete, what is above or an error says so.
  void add_nothing() {
    if (!plan_.complete) return;
    out_ += "no secret is read";
    add_environment();
    out_ += '\n';
  }

  void add_environment() {
    if (!plan_.environment.empty())
      out_ += fmt::format(", in environment `{}`", visible(plan_.environment));
  }

  const PlanReport& plan_;
  const SeenSecrets& seen_;
  const PlanInk& ink_;
  SourcePlaces places_;
  std::string out_;
};

}  // namespace

std::string plan_as_text(const PlanReport& plan, bool color, const SeenSecrets& seen) {
  std::string text = TextPlan(plan, color, seen).print();
  if (!plan.probed) return text;
  for (const ProbedVault& one : *plan.probed) {
    const std::string lines = probe_lines(one.report);
    text += fmt::format("\n{}\n{}", visible(one.vault->name),
                        lines.empty() ? "  needs no login\n" : lines);
  }
  return text;
}

}  // namespace keyplate::cli
