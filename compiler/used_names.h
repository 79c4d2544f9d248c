#pragma once
// What of a workspace its templates use, so that the rest can be said to be unused. One a thread;
// added up when all files are checked.

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace keyplate::compiler {

struct CheckTables;

class UsedNames {
 public:
  UsedNames() = default;
  explicit UsedNames(const CheckTables& tables);

  void add(const UsedNames& other);

  /// Of one ScopeGroup, by the positions of its tables.
  struct Group {
    std::vector<bool> vaults;     ///< names that some tag reads
    std::vector<bool> variables;  ///< roots that something names
  };
  std::vector<Group> groups;
  std::set<std::string, std::less<>> credentials;  ///< of Insomnia's `vault` tags
  bool any_variable = false;    ///< `_` as a whole, or a key of it that is computed
  bool any_credential = false;  ///< a credential that is computed
  bool gaps = false;            ///< a template was not read to its end: it may use anything
};

}  // namespace keyplate::compiler
