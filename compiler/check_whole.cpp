#include "compiler/check_whole.h"

#include <algorithm>
#include <bit>
#include <map>
#include <unordered_set>

#include "compiler/check_tables.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view credentials_prefix = "credentials.";

class WholeWorkspace {
 public:
  WholeWorkspace(const CheckContext& context, const UsedNames& used, DiagnosticSink& sink)
      : workspace_(*context.workspace()), tables_(context.tables()), used_(used), sink_(sink) {}

  void run() {
    if (!used_.gaps && !workspace_.templates.empty()) {
      collect_used_vaults();
      unused_mappings();
      unused_vaults();
      unused_aliases();
      if (!used_.any_variable) unused_variables();
    }
    for (const ScopeGroup& group : tables_.groups) compare_environments(group);
    duplicate_vaults();
  }

 private:
  template <typename... Args>
  Diagnostic& report(Span at, const Message<Args...>& message,
                     const std::type_identity_t<Args>&... args) {
    return sink_.report(workspace_.source, at, message, args...);
  }

  /// A name stands for its vault in every environment, so all that it may mean are used.
  void collect_used_vaults() {
    for (std::size_t i = 0; i < tables_.groups.size(); ++i) {
      const auto& names = tables_.groups[i].vaults;
      for (std::size_t j = 0; j < names.size(); ++j) {
        if (!used_.groups[i].vaults[j]) continue;
        used_names_.insert(names[j].name);
        for (const VaultRules* rules : names[j].meaning)
          if (rules != nullptr) used_vaults_.insert(rules->vault);
      }
    }
  }

  void unused_mappings() {
    for (const Setting& setting : workspace_.insomnia) {
      if (!setting.key.starts_with(credentials_prefix)) continue;
      const std::string_view id = std::string_view(setting.key).substr(credentials_prefix.size());
      const bool is_used = used_.any_credential || used_.credentials.contains(id);
      if (!is_used)
        report(setting.span, diag::unused_mapping, visible(id));
      else if (!setting.values.empty())
        used_vaults_.insert(workspace_.find_vault(setting.values.front()));
    }
  }

  void unused_vaults() {
    for (const Vault& vault : workspace_.vaults)
      if (!used_vaults_.contains(&vault))
        report(vault.name_span, diag::unused_vault, visible(vault.name));
  }

  void unused_aliases() {
    for (const Environment& environment : workspace_.environments)
      for (const VaultAlias& alias : environment.vaults)
        if (!used_names_.contains(alias.alias))
          report(alias.span, diag::unused_alias, visible(alias.alias));
  }

  /// Each name once, at the first environment that sets it.
  void unused_variables() {
    std::unordered_set<std::string_view> used;
    for (std::size_t i = 0; i < tables_.groups.size(); ++i) {
      const auto roots = tables_.groups[i].variables.roots();
      for (std::size_t j = 0; j < roots.size(); ++j)
        if (used_.groups[i].variables[j]) used.insert(roots[j].name);
    }
    std::unordered_set<std::string_view> said;
    for (const Environment& environment : workspace_.environments)
      for (const VariableEntry& entry : environment.variables)
        if (!used.contains(entry.name) && said.insert(entry.name).second)
          sink_.report(entry.name_where.source, entry.name_where.span, diag::unused_variable,
                       visible(entry.name));
  }

  bool is_extended(const std::string& name) const {
    return std::any_of(workspace_.environments.begin(), workspace_.environments.end(),
                       [&](const Environment& other) { return other.extends == name; });
  }

  /// Environments that others start from are meant to be incomplete.
  void compare_environments(const ScopeGroup& group) {
    ScopeMask compared = 0;
    for (std::size_t i = 0; i < group.scopes.size(); ++i)
      if (!group.scopes[i].environment.empty() && !is_extended(group.scopes[i].environment))
        compared |= ScopeMask{1} << i;
    for (const VariableNames::Node& root : group.variables.roots()) {
      const ScopeMask has = root.present & compared;
      if (has == 0) continue;
      const Scope& one = group.scopes[static_cast<std::size_t>(std::countr_zero(has))];
      for (ScopeMask left = compared & ~has; left != 0; left &= left - 1) {
        const Scope& lacks = group.scopes[static_cast<std::size_t>(std::countr_zero(left))];
        report(workspace_.find_environment(lacks.environment)->name_span, diag::environment_matrix,
               visible(lacks.environment), visible(root.name), visible(one.environment));
      }
    }
  }

  static std::string settings_text(const Vault& vault) {
    std::vector<std::string> lines;
    for (const Setting& setting : vault.settings) {
      lines.push_back(setting.key + '\0');
      for (const std::string& value : setting.values) lines.back() += value + '\0';
    }
    std::sort(lines.begin(), lines.end());
    std::string text = vault.provider ? std::string(spec(*vault.provider).name) : "";
    for (const std::string& line : lines) text += '\n' + line;
    return text;
  }

  void duplicate_vaults() {
    std::map<std::string, const Vault*> first;
    for (const Vault& vault : workspace_.vaults) {
      const auto [known, is_new] = first.try_emplace(settings_text(vault), &vault);
      if (is_new) continue;
      Diagnostic& added = report(vault.name_span, diag::duplicate_vault, visible(vault.name),
                                 visible(known->second->name));
      added.related.push_back({{workspace_.source, known->second->name_span}, "the other one"});
    }
  }

  const Workspace& workspace_;
  const CheckTables& tables_;
  const UsedNames& used_;
  DiagnosticSink& sink_;
  std::unordered_set<std::string_view> used_names_;
  std::unordered_set<const Vault*> used_vaults_;
};

}  // namespace

void check_whole(const CheckContext& context, const UsedNames& used, DiagnosticSink& sink) {
  WholeWorkspace(context, used, sink).run();
}

}  // namespace keyplate::compiler
