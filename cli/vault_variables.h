#pragma once
// Which variables of the process environment opening a vault may need: rows, by provider. The
// resolver is sent these and no others, a credential only where the vault's own settings don't
// name another.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/protocol/message.h"

namespace keyplate::cli {

enum class VariableKind : std::uint8_t {
  plain,
  credential,  ///< nothing that is printed may show it
  url,         ///< may hold a password
};

struct VaultVariable {
  std::string name;
  VariableKind kind = VariableKind::plain;
  std::string_view supplies;  ///< the setting that it stands for where that is absent; or nothing
};

/// Those that matter to a vault with these settings; of several that supply one setting, the first
/// that is set does.
std::vector<VaultVariable> variables_of(const protocol::VaultSettings& vault);

/// Whether vaults of that provider are reached over a network.
bool is_on_network(std::string_view provider);

/// The name and password in a proxy's URL; empty when it has none.
std::string_view login_in_url(std::string_view url);

}  // namespace keyplate::cli
