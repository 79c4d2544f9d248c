#pragma once
// The credentials that Inso, Insomnia's command line, takes from the process environment, as a
// vault: for ids of Insomnia's `vault` tag that are mapped to none, where `[insomnia] ambient`
// allows it. https://developer.konghq.com/inso-cli/external-vault/

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/workspace.h"

namespace keyplate::compiler {

/// A variable of the process environment; nothing when it is unset or empty.
using FindVariable = std::function<std::optional<std::string>(std::string_view name)>;

/// The vault that `INSOMNIA_<PROVIDER>_...` describes, credentials by the name of their variable;
/// without any of them one with the provider's own ambient chain. An error names the variable that
/// is missing, or can't be used, and shows no value.
Result<Vault> ambient_vault(ProviderId provider, const FindVariable& variable);

}  // namespace keyplate::compiler
