#pragma once
// A vault as `keyplate vaults` prints it: every setting that a read would use with where it came
// from, and which credential it would take. Nothing is opened to find out, and no credential shown.

#include <string>

#include "cli/effective_vaults.h"

namespace keyplate::cli {

/// A paragraph of lines. REQUIRES: a vault of a known provider.
std::string vault_lines(const EffectiveVault& vault);

}  // namespace keyplate::cli
