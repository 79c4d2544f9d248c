#include "runtime/evaluate/render.h"

#include <cstring>
#include <memory>
#include <utility>

#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/render_state.h"
#include "runtime/evaluate/slots/formats.h"
#include "runtime/evaluate/verify.h"

namespace keyplate::evaluate {
namespace {

/// How many times references may depend on each other.
constexpr unsigned most_rounds = 8;

/// A job between rounds.
struct Progress {
  std::unique_ptr<Printer> printer;
  DiagnosticSink sink;
  bool done = false;
};

}  // namespace

struct Render::State : RenderState {
  using RenderState::RenderState;

  void run(const Job& job, Progress& progress);
  /// Runs every job that is not done.
  void round(std::span<const Job> jobs, std::vector<Progress>& all);
};

Rendered::~Rendered() {
  if (secret) explicit_bzero(text.data(), text.size());
}

Render::Render(const compiler::Workspace* workspace, const compiler::Scope& scope,
               compiler::Symbols& symbols, World& world, const Options& options)
    : state_(std::make_unique<State>(workspace, scope, symbols, world, options)) {}

Render::~Render() = default;

void Render::State::run(const Job& job, Progress& progress) {
  progress.sink.take();
  progress.printer = std::make_unique<Printer>(make_lexer(job.host_format), options.mask);
  sink = &progress.sink;
  budget = Budget(options.limits);
  exhaustion_reported = false;
  incomplete = false;
  Evaluator(*job.program, *this).print(*progress.printer);
  sink = nullptr;
  progress.done = !incomplete;
  if (progress.done) progress.printer->finish();
}

void Render::State::round(std::span<const Job> jobs, std::vector<Progress>& all) {
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!all[i].done) run(jobs[i], all[i]);
  }
}

std::vector<Rendered> Render::run(std::span<const Job> jobs, DiagnosticSink& sink) {
  std::vector<Progress> all(jobs.size());
  state_->round(jobs, all);
  unsigned rounds = 0;
  for (; state_->references.waiting() && rounds < most_rounds; ++rounds) {
    state_->references.read();
    state_->round(jobs, all);
  }
  if (state_->references.waiting()) {
    const Location& where = state_->references.waiting_at();
    sink.report(where.source, where.span, diag::too_many_rounds, rounds);
  }
  std::vector<Rendered> rendered;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (all[i].done) verify(*all[i].printer, jobs[i], all[i].sink);
    for (Diagnostic& diagnostic : all[i].sink.take()) sink.append(std::move(diagnostic));
    rendered.push_back(all[i].printer->take());
  }
  for (Diagnostic& diagnostic : state_->variables.diagnostics().take())
    sink.append(std::move(diagnostic));
  return rendered;
}

}  // namespace keyplate::evaluate
