#pragma once
// Which variables of the process environment opening a vault may need: rows, by provider. The
// resolver is sent these and no others, a credential only where the vault's own settings don't
// name another.

#include <cstdint>
#include <optional>
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
  std::string_view stem;      ///< what it has in common with another spelling of it
};

/// Those that matter to a vault with these settings.
std::vector<VaultVariable> variables_of(const protocol::VaultSettings& vault);

struct Supplied {
  const VaultVariable* variable = nullptr;
  std::string value;
};
/// What stands for the setting `key` where it is absent: the first that is set. An empty one says
/// nothing and hides its other spelling.
std::optional<Supplied> supplied(std::span<const VaultVariable> variables, std::string_view key);

/// Whether vaults of that provider are reached over a network.
bool is_on_network(std::string_view provider);

/// The name and password in a proxy's URL; empty when it has none.
std::string_view login_in_url(std::string_view url);

}  // namespace keyplate::cli
