#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <span>

#include "compiler/settings.h"
#include "compiler/suggest.h"
#include "compiler/workspace_load.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::size_t most_environments = 256;

/// A number as every host format reads it: no leading `+`, no `_`.
std::string portable(std::string spelling) {
  std::erase_if(spelling, [](char c) { return c == '_' || c == '+'; });
  return spelling;
}

VariableTable variables(const TomlTable& table, const SourcePtr& source);

Variable variable(const TomlValue& value, const SourcePtr& source) {
  Variable converted;
  converted.where = {source, value.span};
  if (const auto* text = value.as<TomlString>()) {
    converted.value = TemplateText{Source::derived(source, text->text, text->offsets)};
  } else if (const auto* integer = value.as<TomlInteger>()) {
    converted.value = NumberValue{static_cast<double>(integer->value), decimal(*integer)};
  } else if (const auto* number = value.as<TomlFloat>()) {
    converted.value = NumberValue{number->value, portable(number->spelling)};
  } else if (const auto* boolean = value.as<bool>()) {
    converted.value = *boolean;
  } else if (const auto* date = value.as<TomlDate>()) {
    converted.value = LiteralText{date->spelling};
  } else if (const auto* list = value.as<TomlArray>()) {
    VariableList items;
    for (const TomlValue& element : *list) items.push_back(variable(element, source));
    converted.value = std::move(items);
  } else {
    converted.value = variables(*value.as<TomlTable>(), source);
  }
  return converted;
}

VariableTable variables(const TomlTable& table, const SourcePtr& source) {
  VariableTable converted;
  converted.reserve(table.size());
  for (const TomlEntry& entry : table)
    converted.push_back({entry.key, {source, entry.key_span}, variable(entry.value, source)});
  return converted;
}

void load_aliases(const TomlTable& table, Environment& environment, Loading& loading) {
  for (const TomlEntry& entry : table) {
    check_plain_name(entry, loading);
    if (const auto* vault = entry.value.as<TomlString>())
      environment.vaults.push_back({entry.key, entry.key_span, vault->text, entry.value.span});
  }
}

Environment load_environment(const TomlEntry& entry, const TomlTable& table, Loading& loading) {
  Environment environment;
  environment.name = entry.key;
  environment.name_span = entry.key_span;
  loading.reader.check(table, section("environments").fields,
                       {fmt::format("environment `{}`", visible(entry.key)), entry.key_span});
  environment.extends = string(table, "extends");
  if (const TomlValue* extends = find(table, "extends")) environment.extends_span = extends->span;
  const TomlValue* vaults = find(table, "vaults");
  if (vaults != nullptr && vaults->as<TomlTable>() != nullptr)
    load_aliases(*vaults->as<TomlTable>(), environment, loading);
  const TomlValue* values = find(table, "variables");
  if (values != nullptr && values->as<TomlTable>() != nullptr)
    environment.variables = variables(*values->as<TomlTable>(), loading.reader.source());
  return environment;
}

std::vector<std::string_view> environment_names(const Workspace& workspace) {
  std::vector<std::string_view> names;
  for (const Environment& environment : workspace.environments) names.push_back(environment.name);
  return names;
}

void check_environment_name(const std::string& written, Span span, Loading& loading) {
  if (loading.workspace.find_environment(written) != nullptr) return;
  const SourcePtr& source = loading.reader.source();
  const auto known = environment_names(loading.workspace);
  loading.reader.sink()
      .report(source, span, diag::unknown_environment, visible(written), hint(written, known))
      .fix = replacement(source, span, written, known, ChosenBy::author);
}

void check_vault_name(const std::string& written, Span span, Loading& loading) {
  if (loading.workspace.find_vault(written) != nullptr) return;
  std::vector<std::string_view> known;
  for (const Vault& vault : loading.workspace.vaults) known.push_back(vault.name);
  const SourcePtr& source = loading.reader.source();
  loading.reader.sink()
      .report(source, span, diag::unknown_vault, visible(written), hint(written, known))
      .fix = replacement(source, span, written, known, ChosenBy::author);
}

/// "a -> b -> a", from the first of a cycle.
std::string chain_text(std::span<const Environment* const> cycle) {
  std::string chain;
  for (const Environment* const each : cycle) chain += visible(each->name) + " -> ";
  return chain + visible(cycle.front()->name);
}

/// Reports each cycle once, at the first of its environments.
void check_cycles(Loading& loading) {
  const Workspace& workspace = loading.workspace;
  std::set<const Environment*> seen;
  for (const Environment& start : workspace.environments) {
    std::vector<const Environment*> path;
    const Environment* at = &start;
    while (at != nullptr && seen.insert(at).second) {
      path.push_back(at);
      at = at->extends ? workspace.find_environment(*at->extends) : nullptr;
    }
    // A chain that runs into one that was seen before it began is no new cycle.
    const auto first = std::find(path.begin(), path.end(), at);
    if (first == path.end()) continue;
    std::rotate(first, std::min_element(first, path.end()), path.end());
    loading.reader.sink().report(loading.reader.source(), (*first)->extends_span,
                                 diag::environment_cycle, visible((*first)->name),
                                 chain_text({first, path.end()}));
  }
}

/// A string in a table of the document: `path` is dotted.
const TomlValue* find_at(const TomlTable& document, std::string_view table, std::string_view key) {
  const TomlValue* outer = find(document, table);
  const auto* inner = outer == nullptr ? nullptr : outer->as<TomlTable>();
  return inner == nullptr ? nullptr : find(*inner, key);
}

}  // namespace

void load_environments(const TomlTable& environments, Loading& loading) {
  for (const TomlEntry& entry : environments) {
    if (loading.workspace.environments.size() == most_environments) {
      loading.reader.sink().report(loading.reader.source(), entry.key_span, diag::out_of_range,
                                   "environments",
                                   fmt::format("{} environments", environments.size()),
                                   fmt::format("a workspace may have {}", most_environments));
      loading.complete = false;
      return;
    }
    check_plain_name(entry, loading);
    const auto* table =
        loading.reader.expect<TomlTable>(entry.key, entry.value, name(FieldType::table));
    if (table != nullptr)
      loading.workspace.environments.push_back(load_environment(entry, *table, loading));
  }
}

void check_references(const TomlTable& document, Loading& loading) {
  if (!loading.complete) return;
  Workspace& workspace = loading.workspace;
  for (const Environment& environment : workspace.environments) {
    if (environment.extends)
      check_environment_name(*environment.extends, environment.extends_span, loading);
    for (const VaultAlias& alias : environment.vaults)
      check_vault_name(alias.vault, alias.vault_span, loading);
  }
  check_cycles(loading);
  if (workspace.default_environment)
    check_environment_name(*workspace.default_environment,
                           find_at(document, "workspace", "default_environment")->span, loading);
  const TomlValue* credentials = find_at(document, "insomnia", "credentials");
  if (credentials == nullptr || credentials->as<TomlTable>() == nullptr) return;
  for (const TomlEntry& entry : *credentials->as<TomlTable>())
    if (const auto* vault = entry.value.as<TomlString>())
      check_vault_name(vault->text, entry.value.span, loading);
}

}  // namespace keyplate::compiler
