#include "compiler/used_names.h"

#include "compiler/check_tables.h"

namespace keyplate::compiler {
namespace {

void add_flags(std::vector<bool>& to, const std::vector<bool>& from) {
  if (to.size() < from.size()) to.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i]) to[i] = true;
}

}  // namespace

UsedNames::UsedNames(const CheckTables& tables) {
  for (const ScopeGroup& group : tables.groups)
    groups.push_back({std::vector<bool>(group.vaults.size()),
                      std::vector<bool>(group.variables.roots().size())});
}

void UsedNames::add(const UsedNames& other) {
  if (groups.size() < other.groups.size()) groups.resize(other.groups.size());
  for (std::size_t i = 0; i < other.groups.size(); ++i) {
    add_flags(groups[i].vaults, other.groups[i].vaults);
    add_flags(groups[i].variables, other.groups[i].variables);
  }
  credentials.insert(other.credentials.begin(), other.credentials.end());
  any_variable = any_variable || other.any_variable;
  any_credential = any_credential || other.any_credential;
  gaps = gaps || other.gaps;
}

}  // namespace keyplate::compiler
