#pragma once
// A vault as `keyplate vaults` prints it: every setting that a read would use with where it came
// from, and which credential it would take. Nothing is opened to find out, and no credential shown.

#include <string>

#include "cli/effective_vaults.h"
#include "runtime/protocol/message.h"

namespace keyplate::cli {

/// A paragraph of lines. REQUIRES: a vault of a known provider.
std::string vault_lines(const EffectiveVault& vault);

/// How it is connected, below those; empty if its provider has nothing to say. May hold what a
/// server said: scrub it.
std::string probe_lines(const protocol::ProbeReport& report);

}  // namespace keyplate::cli
