#pragma once
// Which secrets a render reads, found without asking anybody: programs run as they do in a render,
// but everything that a vault, file, person or chance would say is unknown. What stands behind an
// unknown condition is gone through too, every way that it could go, and is read only perhaps.
//
// A certain read is one that every render makes which comes to its end. Pure; one thread.

#include <cstddef>
#include <span>
#include <vector>

#include "compiler/program.h"
#include "compiler/workspace.h"
#include "grammar/diagnostic.h"
#include "runtime/evaluate/render.h"

namespace keyplate::evaluate {

/// One secret in one version, however many of its keys are asked for.
struct PlannedRead {
  std::size_t vault = 0;          ///< index of Plan::vaults
  protocol::Reference reference;  ///< without key, path and binary
  bool certain = false;
  std::vector<Location> places;  ///< what refers to it; in files, sorted, each once
};

struct Plan {
  /// As they are asked: Insomnia's `vault` tag may change a setting of one.
  std::vector<compiler::Vault> vaults;
  std::vector<PlannedRead> reads;  ///< in the order of evaluation
  std::vector<Location> unknown;   ///< references to what only a render can tell; sorted, each once
};

/// What rendering all the programs reads. `workspace` may be null. Errors of what would surely be
/// evaluated are in the sink, and what lies behind them is not in the plan.
Plan plan(const compiler::Workspace* workspace, const compiler::Scope& scope,
          compiler::Symbols& symbols, std::span<const compiler::Program> programs,
          const Options& options, DiagnosticSink& sink);

}  // namespace keyplate::evaluate
