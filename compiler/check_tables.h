#pragma once
// What all files of a check share: the variables of every scope merged into one tree of sorted
// names, and what each vault name means in each scope. Sets of scopes are bits, so a name costs one
// lookup however many environments there are. Immutable and thread-safe once built.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/glob.h"
#include "compiler/workspace.h"

namespace keyplate::compiler {

/// Scopes of one group, by position.
using ScopeMask = std::uint64_t;
inline constexpr std::size_t most_scopes = 64;

/// The members of the scopes' tables, merged.
class VariableNames {
 public:
  struct Node {
    std::string name;
    ScopeMask present = 0;  ///< where there is a variable or input of that name
    ScopeMask tables = 0;   ///< where its members are known
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  explicit VariableNames(std::span<const Scope> scopes);

  std::span<const Node> roots() const { return {nodes_.data(), roots_}; }
  std::span<const Node> members(const Node& node) const {
    return {nodes_.data() + node.first, node.count};
  }
  static const Node* find(std::span<const Node> siblings, std::string_view name);

 private:
  std::vector<Node> nodes_;
  std::size_t roots_ = 0;
};

/// A vault with what its settings say about references.
struct VaultRules {
  const Vault* vault = nullptr;
  const ProviderSpec* provider = nullptr;  ///< null: its provider was reported
  std::vector<Glob> allow;
  std::string allowed;  ///< the globs as written, for a message

  bool allows(std::string_view name) const;
};

/// What a name in `secret('...')` means.
struct VaultName {
  std::string name;
  std::vector<const VaultRules*> meaning;  ///< one a scope of the group; null: unknown there
};

/// Up to 64 scopes that are checked together.
struct ScopeGroup {
  std::span<const Scope> scopes;
  ScopeMask all = 0;
  bool one_of_many = false;  ///< there are other groups: no finding holds everywhere
  VariableNames variables;
  std::vector<VaultName> vaults;  ///< sorted by name
  const Workspace* workspace = nullptr;
  std::span<const VaultRules> rules;  ///< of the workspace's vaults, in their order

  const VaultName* find_vault(std::string_view name) const;
  const VaultRules* find_rules(const Vault& vault) const {
    return &rules[static_cast<std::size_t>(&vault - workspace->vaults.data())];
  }
};

struct CheckTables {
  std::vector<Scope> outside;  ///< the one scope of a workspace without any
  std::vector<VaultRules> rules;
  std::vector<ScopeGroup> groups;  ///< none: outside of a workspace
};

}  // namespace keyplate::compiler
