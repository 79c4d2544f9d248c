#pragma once
// What a vault's settings say of each other and of a reference: an ARN of another account can't be
// read through a vault that pins one. One file pins_*.cpp a provider.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/field.h"

namespace keyplate::compiler {

struct Vault;

/// What a reference says in constants; nothing where it says nothing or where it isn't known.
struct ReferenceText {
  std::optional<std::string> name;
  std::optional<std::string> version;
  std::optional<std::string> stage;
};

/// What can't be together.
struct PinProblem {
  std::string_view field;  ///< of the reference, or the key of a setting: `auth.account`
  NameProblem problem;
  const Message<std::string, std::string>* message = &diag::pin_mismatch;
};

struct PinRules {
  void (*settings)(const Vault& vault, std::vector<PinProblem>& problems) = nullptr;
  void (*reference)(const Vault& vault, const ReferenceText& reference,
                    std::vector<PinProblem>& problems) = nullptr;
};

extern const PinRules aws_pins;
extern const PinRules gcp_pins;
extern const PinRules hashicorp_pins;
extern const PinRules azure_pins;

/// The one value of a setting, or nothing.
std::optional<std::string_view> setting_text(const Vault& vault, std::string_view key);

}  // namespace keyplate::compiler
