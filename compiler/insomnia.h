#pragma once
// The JSON of Insomnia's `vault` tag: one row for each key that its forms write, with the rule of
// the provider's own name for it.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/result.h"
#include "compiler/tables.h"
#include "compiler/workspace.h"

namespace keyplate::compiler {

struct InsomniaSpec {
  ProviderId provider;
  std::span<const FieldSpec> keys;
  /// The keys that are a reference's name, version and stage; empty where there is none.
  std::string_view name;
  std::string_view version;
  std::string_view stage;
};

/// Of a provider by the name that the tag gives it; null for another.
const InsomniaSpec* find_insomnia(std::string_view provider);

/// The first key of HCP Vault Secrets, a service that HashiCorp has ended; null: none.
const VariableEntry* find_retired(const VariableTable& object);

/// A string or number as it is spelled; nothing for another value.
std::optional<std::string> spelled_value(const Variable& value);
/// The same of a member, where forms write an empty text for what is absent.
std::optional<std::string> member_text(const VariableTable& object, std::string_view key);

/// What a credential's id stands for.
struct InsomniaVault {
  const Vault* vault = nullptr;
  bool ambient = false;  ///< mapped to none, and `[insomnia] ambient` allows it; if neither, the
                         ///< mapping itself was reported
};
/// Why it stands for nothing is half a sentence.
Result<InsomniaVault> insomnia_vault(const Workspace& workspace, ProviderId provider,
                                     std::string_view id);

/// The text of an argument as Insomnia reads it: `b64::...::46b` is decoded, anything else is as it
/// is. Nothing where the wrapped text is no base64.
Result<std::string> unwrapped_argument(std::string_view text);

}  // namespace keyplate::compiler
