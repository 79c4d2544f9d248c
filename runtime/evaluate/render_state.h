#pragma once
// What all programs of one render share while they run.

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/insomnia_vaults.h"
#include "runtime/evaluate/plan_notes.h"
#include "runtime/evaluate/references.h"
#include "runtime/evaluate/render.h"
#include "runtime/evaluate/variables.h"
#include "runtime/evaluate/world_calls.h"

namespace keyplate::evaluate {

/// How deep our own recursion may go, expressions and statements together: far beyond what people
/// write, far within the stack.
inline constexpr unsigned deepest_recursion = 2000;

struct RenderState {
  RenderState(const compiler::Workspace* in_workspace, const compiler::Scope& with_scope,
              compiler::Symbols& with_symbols, World& world, const Options& with_options)
      : workspace(in_workspace),
        scope(with_scope),
        symbols(with_symbols),
        options(with_options),
        references(world, with_options.limits.references),
        world_calls(world, references, with_options.seed),
        insomnia_vaults(in_workspace, world),
        variables(*this),
        budget(with_options.limits) {}

  const compiler::Workspace* workspace;  ///< null outside of one
  const compiler::Scope& scope;
  compiler::Symbols& symbols;
  const Options options;
  References references;
  WorldCalls world_calls;
  InsomniaVaults insomnia_vaults;
  Variables variables;
  Budget budget;                     ///< of the job that runs
  unsigned nesting = 0;              ///< calls of macros and variables, each in the other
  unsigned depth = 0;                ///< of our own recursion
  bool exhaustion_reported = false;  ///< of the job's budget
  bool incomplete = false;           ///< a pending value was met
  DiagnosticSink* sink = nullptr;    ///< of what runs: a job or a variable
  PlanNotes* plan = nullptr;         ///< null: this is a render
};

}  // namespace keyplate::evaluate
