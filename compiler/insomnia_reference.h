#pragma once
// What the JSON of Insomnia's `vault` tag asks for, in keyplate's own words: a reference, and what
// it says about how the vault is asked.

#include <optional>
#include <string>
#include <vector>

#include "compiler/insomnia.h"
#include "compiler/workspace.h"

namespace keyplate::compiler {

struct InsomniaReference {
  std::string name;
  std::optional<std::string> key;
  std::optional<std::string> version;
  std::optional<std::string> stage;
  /// In place of the vault's own of that key; without values: the vault's is left out.
  std::vector<Setting> settings;
};

/// Reads the third argument of the tag, unwrapped if it has to be. Why it can't be used is half a
/// sentence that shows none of its values. Forms write every input, so an empty text is an absent
/// one, and keys that nothing reads are passed over.
Result<InsomniaReference> insomnia_reference(const InsomniaSpec& insomnia,
                                             std::string_view argument);

/// The vault as the reference asks for it. An error where the vault pins a mount and the tag names
/// another: the pin is what a person granted.
Result<Vault> vault_for(const Vault& vault, const InsomniaReference& reference);

}  // namespace keyplate::compiler
