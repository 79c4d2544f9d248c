#include "compiler/check_tables.h"

#include <algorithm>

#include "compiler/check.h"

namespace keyplate::compiler {
namespace {

/// A table of one scope whose members wait to be merged.
struct Part {
  ScopeMask scope;
  const VariableTable* table;
};

struct Entry {
  const std::string* name;
  ScopeMask scope;
  const Variable* value;  ///< null: an input, whose shape nobody knows
};

std::vector<Entry> entries_of(std::span<const Part> parts) {
  std::vector<Entry> entries;
  for (const Part& part : parts)
    for (const VariableEntry& entry : *part.table)
      entries.push_back({&entry.name, part.scope, &entry.value});
  return entries;
}

void add_inputs(std::vector<Entry>& entries, std::span<const Scope> scopes) {
  for (std::size_t i = 0; i < scopes.size(); ++i)
    for (const std::string& input : scopes[i].inputs)
      entries.push_back({&input, ScopeMask{1} << i, nullptr});
}

std::vector<Part> parts_of(std::span<const Scope> scopes) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < scopes.size(); ++i)
    parts.push_back({ScopeMask{1} << i, &scopes[i].variables});
  return parts;
}

/// Appends one node a distinct name, sorted, and for each node the tables that are its members.
std::uint32_t append(std::vector<Entry> entries, std::vector<VariableNames::Node>& nodes,
                     std::vector<std::vector<Part>>& members) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return *a.name < *b.name; });
  const std::size_t first = nodes.size();
  for (const Entry& entry : entries) {
    if (nodes.size() == first || nodes.back().name != *entry.name) {
      nodes.push_back({.name = *entry.name});
      members.emplace_back();
    }
    nodes.back().present |= entry.scope;
    if (!entry.value) continue;
    if (const auto* table = entry.value->as<VariableTable>()) {
      nodes.back().tables |= entry.scope;
      members.back().push_back({entry.scope, table});
    }
  }
  return static_cast<std::uint32_t>(nodes.size() - first);
}

VaultRules rules_of(const Vault& vault) {
  VaultRules rules;
  rules.vault = &vault;
  if (vault.provider) rules.provider = &spec(*vault.provider);
  const Setting* allow = vault.find("allow");
  if (!allow) return rules;
  for (const std::string& pattern : allow->values) {
    rules.allowed += (rules.allowed.empty() ? "`" : ", `") + pattern + "`";
    if (auto glob = Glob::compile(pattern)) rules.allow.push_back(std::move(*glob));
  }
  return rules;
}

std::vector<VaultName> vault_names(const Workspace& workspace, std::span<const VaultRules> rules,
                                   std::span<const Scope> scopes) {
  std::vector<VaultName> names;
  for (const Vault& vault : workspace.vaults) names.push_back({vault.name, {}});
  for (const Scope& scope : scopes)
    for (const VaultAlias& alias : scope.aliases) names.push_back({alias.alias, {}});
  const auto by_name = [](const VaultName& a, const VaultName& b) {
    return a.name < b.name;
  };
  const auto same_name = [](const VaultName& a, const VaultName& b) {
    return a.name == b.name;
  };
  std::sort(names.begin(), names.end(), by_name);
  names.erase(std::unique(names.begin(), names.end(), same_name), names.end());
  for (VaultName& name : names)
    for (const Scope& scope : scopes) {
      const Vault* vault = resolve_vault(workspace, scope, name.name);
      name.meaning.push_back(
          vault ? &rules[static_cast<std::size_t>(vault - workspace.vaults.data())] : nullptr);
    }
  return names;
}

CheckTables build(const Workspace& workspace, std::span<const Scope> scopes) {
  CheckTables tables;
  if (scopes.empty()) {
    tables.outside.push_back(make_scope(workspace, nullptr, {}));
    scopes = tables.outside;
  }
  for (const Vault& vault : workspace.vaults) tables.rules.push_back(rules_of(vault));
  for (std::size_t first = 0; first < scopes.size(); first += most_scopes) {
    const auto part = scopes.subspan(first, std::min(most_scopes, scopes.size() - first));
    const ScopeMask all =
        part.size() == most_scopes ? ~ScopeMask{0} : (ScopeMask{1} << part.size()) - 1;
    tables.groups.push_back({part, all, scopes.size() > most_scopes, VariableNames(part),
                             vault_names(workspace, tables.rules, part), &workspace, tables.rules});
  }
  return tables;
}

}  // namespace

VariableNames::VariableNames(std::span<const Scope> scopes) {
  std::vector<std::vector<Part>> members;
  std::vector<Entry> entries = entries_of(parts_of(scopes));
  add_inputs(entries, scopes);
  roots_ = append(std::move(entries), nodes_, members);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {  // the nodes appended here take their turn too
    const auto first = static_cast<std::uint32_t>(nodes_.size());
    const std::uint32_t count = append(entries_of(members[i]), nodes_, members);
    nodes_[i].first = first;
    nodes_[i].count = count;
  }
}

const VariableNames::Node* VariableNames::find(std::span<const Node> siblings,
                                               std::string_view name) {
  const auto at =
      std::lower_bound(siblings.begin(), siblings.end(), name,
                       [](const Node& node, std::string_view key) { return node.name < key; });
  return at == siblings.end() || at->name != name ? nullptr : &*at;
}

bool VaultRules::allows(std::string_view name) const {
  if (!vault->find("allow")) return true;
  return std::any_of(allow.begin(), allow.end(),
                     [name](const Glob& glob) { return glob.matches(name); });
}

const VaultName* ScopeGroup::find_vault(std::string_view name) const {
  const auto at = std::lower_bound(
      vaults.begin(), vaults.end(), name,
      [](const VaultName& vault, std::string_view key) { return vault.name < key; });
  return at == vaults.end() || at->name != name ? nullptr : &*at;
}

CheckContext::CheckContext() : CheckContext(nullptr, {}) {}

CheckContext::CheckContext(const Workspace* workspace, std::span<const Scope> scopes)
    : workspace_(workspace),
      tables_(std::make_unique<const CheckTables>(workspace ? build(*workspace, scopes)
                                                            : CheckTables{})) {}

CheckContext::CheckContext(CheckContext&&) noexcept = default;
CheckContext& CheckContext::operator=(CheckContext&&) noexcept = default;
CheckContext::~CheckContext() = default;

}  // namespace keyplate::compiler
