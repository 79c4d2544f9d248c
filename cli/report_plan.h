#pragma once
// A plan on its way out: for a person, or as JSON. Neither shows a value, since a plan knows none.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/plan_calls.h"
#include "grammar/diagnostic.h"
#include "runtime/protocol/message.h"

namespace keyplate::cli {

class SeenSecrets;

/// A vault of the plan, and how it was signed in to.
struct ProbedVault {
  const compiler::Vault* vault = nullptr;
  protocol::ProbeReport report;
};

struct PlanReport {
  std::vector<PlannedCall> calls;
  std::vector<Location> unknown;                   ///< references to what only a render can tell
  std::string environment;                         ///< empty: none
  bool complete = false;                           ///< there is nothing more than these calls
  std::optional<std::vector<ProbedVault>> probed;  ///< with `--probe`; scrubbed
};

/// `seen`, ready: what the text of a template may not show.
std::string plan_as_text(const PlanReport& plan, bool color, const SeenSecrets& seen);
/// `diagnostics`: printed in the JSON of design section 6.
std::string plan_as_json(const PlanReport& plan, std::string_view diagnostics);

}  // namespace keyplate::cli
