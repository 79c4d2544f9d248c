#include "compiler/variables.h"

#include <algorithm>
#include <utility>

namespace keyplate::compiler {
namespace {

VariableEntry* find_entry(VariableTable& table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const VariableEntry& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : &*found;
}

/// `over` in the place of `base`, which it remembers behind what it remembers already.
Variable replacing(Variable over, std::shared_ptr<const Variable> base) {
  if (over.overridden)
    base = std::make_shared<const Variable>(replacing(*over.overridden, std::move(base)));
  over.overridden = std::move(base);
  return over;
}

void merge_entry(VariableEntry& base, const VariableEntry& over) {
  auto* base_table = std::get_if<VariableTable>(&base.value.value);
  const auto* over_table = over.value.as<VariableTable>();
  if (base_table != nullptr && over_table != nullptr) {
    merge(*base_table, *over_table);
    return;
  }
  base.value = replacing(over.value, std::make_shared<const Variable>(std::move(base.value)));
  base.name_where = over.name_where;
}

}  // namespace

const Variable* find(const VariableTable& table, std::string_view name) {
  for (const VariableEntry& entry : table)
    if (entry.name == name) return &entry.value;
  return nullptr;
}

void merge(VariableTable& base, const VariableTable& over) {
  for (const VariableEntry& entry : over) {
    if (VariableEntry* there = find_entry(base, entry.name))
      merge_entry(*there, entry);
    else
      base.push_back(entry);
  }
}

void set_path(VariableTable& table, std::string_view dotted_path, Variable value) {
  constexpr std::size_t most_tables = 64;
  std::vector<std::string_view> names;
  for (std::size_t dot = dotted_path.find('.');
       dot != std::string_view::npos && names.size() < most_tables; dot = dotted_path.find('.')) {
    names.push_back(dotted_path.substr(0, dot));
    dotted_path.remove_prefix(dot + 1);
  }
  const Location where = value.where;
  VariableEntry entry{std::string(dotted_path), where, std::move(value)};
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    VariableTable inner;
    inner.push_back(std::move(entry));
    entry = {std::string(*name), where, {where, std::move(inner), nullptr}};
  }
  VariableTable over;
  over.push_back(std::move(entry));
  merge(table, over);
}

}  // namespace keyplate::compiler
