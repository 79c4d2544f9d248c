#include "runtime/evaluate/plan.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/plan_notes.h"
#include "runtime/evaluate/slots/formats.h"

namespace keyplate::evaluate {
namespace {

/// The world of a plan: nobody is asked.
class NoWorld : public World {
 public:
  std::vector<protocol::Answer> read(std::span<const SecretRequest>) override { return {}; }
  void random(std::span<std::uint8_t>) override {}
  Moment now() override { return {}; }
  protocol::Outcome<std::string> file(const std::string&) override { return nothing(); }
  protocol::Outcome<protocol::Secret> answer(const Prompt&) override { return nothing(); }
  std::optional<std::string> variable(std::string_view) override { return std::nullopt; }
  std::string fact(std::string_view) override { return "null"; }

 private:
  static tl::unexpected<protocol::Failure> nothing() {
    return protocol::fail(protocol::ErrorKind::cancelled, "a plan asks nobody");
  }
};

std::string field(const std::optional<std::string>& text) {
  return text ? std::to_string(text->size()) + ":" + *text : "-";
}

bool same_settings(const compiler::Vault& a, const compiler::Vault& b) {
  const auto same = [](const compiler::Setting& one, const compiler::Setting& other) {
    return one.key == other.key && one.values == other.values;
  };
  return a.name == b.name && std::equal(a.settings.begin(), a.settings.end(), b.settings.begin(),
                                        b.settings.end(), same);
}

}  // namespace

std::size_t PlanNotes::index_of(const compiler::Vault& vault) {
  const auto [known, is_new] = vaults_.try_emplace(&vault, 0);
  if (!is_new) return known->second;
  const auto same = std::find_if(plan_.vaults.begin(), plan_.vaults.end(),
                                 [&](const auto& other) { return same_settings(vault, other); });
  known->second = static_cast<std::size_t>(same - plan_.vaults.begin());
  if (same == plan_.vaults.end()) plan_.vaults.push_back(vault);
  return known->second;
}

void PlanNotes::note(const SecretRequest& request, const Location& where) {
  PlannedRead read;
  read.vault = index_of(*request.vault);
  read.reference.name = request.reference.name;
  read.reference.version = request.reference.version;
  read.reference.stage = request.reference.stage;
  const std::string key = std::to_string(read.vault) + field(read.reference.name) +
                          field(read.reference.version) + field(read.reference.stage);
  const auto [known, is_new] = reads_.try_emplace(key, plan_.reads.size());
  if (is_new) {
    plan_.reads.push_back(std::move(read));
    places_.emplace_back();
  }
  if (doubt == 0) plan_.reads[known->second].certain = true;
  places_[known->second].insert(where);
}

Plan PlanNotes::take() {
  for (std::size_t i = 0; i < plan_.reads.size(); ++i)
    plan_.reads[i].places.assign(places_[i].begin(), places_[i].end());
  plan_.unknown.assign(unknown_.begin(), unknown_.end());
  return std::move(plan_);
}

Plan plan(const compiler::Workspace* workspace, const compiler::Scope& scope,
          compiler::Symbols& symbols, std::span<const compiler::Program> programs,
          const Options& options, DiagnosticSink& sink) {
  NoWorld world;
  PlanNotes notes;
  RenderState state(workspace, scope, symbols, world, options);
  state.plan = &notes;
  for (const compiler::Program& program : programs) {
    state.sink = &sink;
    state.budget = Budget(options.limits);
    state.exhaustion_reported = false;
    Printer printer(make_lexer("text"), false);
    Evaluator(program, state).print(printer);
  }
  for (Diagnostic& diagnostic : state.variables.diagnostics().take())
    sink.append(std::move(diagnostic));
  return notes.take();
}

}  // namespace keyplate::evaluate
