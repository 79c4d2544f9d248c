#pragma once
// The calls that the reads of a plan become: grouped by vault, and several secrets to a call where
// the provider and the vault's settings have that.

#include <string_view>
#include <vector>

#include "compiler/workspace.h"
#include "runtime/evaluate/plan.h"

namespace keyplate::cli {

struct PlannedCall {
  const compiler::Vault* vault = nullptr;
  std::string_view operation;  ///< as the provider calls it
  bool certain = false;
  std::vector<const evaluate::PlannedRead*> secrets;  ///< sorted; several only in a batch
};

/// A dynamic engine makes a new credential each time that it is read.
inline constexpr std::string_view mint_operation = "mint";

/// Those of one vault stand together, in the order in which the workspace names vaults; batches
/// first, then by their first secret. They point into the plan.
std::vector<PlannedCall> calls_of(const evaluate::Plan& plan, const compiler::Workspace* workspace);

}  // namespace keyplate::cli
