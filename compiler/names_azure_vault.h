#pragma once
// What an address says of a Key Vault: its name, and the suffix that tells the cloud.

#include <optional>
#include <string_view>

namespace keyplate::compiler {

/// Views into the address that was read.
struct AzureVaultAddress {
  std::string_view name;
  std::string_view cloud;  ///< `public`, `china`, `usgov`, as the setting has it
  std::string_view path;   ///< with its `/`; empty where there is none
};

/// The parts of `https://NAME.SUFFIX[:443][/...]`; nothing where the host is no Key Vault's.
std::optional<AzureVaultAddress> read_azure_address(std::string_view url);

/// `https://NAME.SUFFIX/secrets/SECRET[/VERSION]`.
struct AzureIdentifier {
  AzureVaultAddress vault;
  std::string_view secret;
  std::string_view version;  ///< empty: the newest
};
std::optional<AzureIdentifier> read_azure_identifier(std::string_view url);

inline bool is_azure_url(std::string_view value) {
  return value.find("://") != std::string_view::npos;
}

}  // namespace keyplate::compiler
