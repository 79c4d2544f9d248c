#include <fmt/core.h>

#include <algorithm>

#include "compiler/settings.h"
#include "compiler/suggest.h"
#include "compiler/workspace_load.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

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
  loading.reader.sink().report(loading.reader.source(), span, diag::unknown_environment,
                               visible(written),
                               hint(written, environment_names(loading.workspace)));
}

void check_vault_name(const std::string& written, Span span, Loading& loading) {
  if (loading.workspace.find_vault(written) != nullptr) return;
  std::vector<std::string_view> known;
  for (const Vault& vault : loading.workspace.vaults) known.push_back(vault.name);
  loading.reader.sink().report(loading.reader.source(), span, diag::unknown_vault, visible(written),
                               hint(written, known));
}

/// The chain from `start` back to itself as "a -> b -> a", or nothing. A chain that runs into a
/// cycle further on is that cycle's matter.
std::string cycle(const Workspace& workspace, const Environment& start) {
  std::string chain = visible(start.name);
  const Environment* at = &start;
  for (std::size_t steps = 0; steps <= workspace.environments.size() && at->extends; ++steps) {
    at = workspace.find_environment(*at->extends);
    if (at == nullptr) return {};
    chain += " -> " + visible(at->name);
    if (at == &start) return chain;
  }
  return {};
}

void check_cycles(Loading& loading) {
  std::vector<std::string_view> reported;
  for (const Environment& environment : loading.workspace.environments) {
    if (std::find(reported.begin(), reported.end(), environment.name) != reported.end()) continue;
    const std::string chain = cycle(loading.workspace, environment);
    if (chain.empty()) continue;
    loading.reader.sink().report(loading.reader.source(), environment.extends_span,
                                 diag::environment_cycle, visible(environment.name), chain);
    const Environment* at = &environment;
    do {
      reported.push_back(at->name);
      at = loading.workspace.find_environment(*at->extends);
    } while (at != &environment);
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
    check_plain_name(entry, loading);
    const auto* table =
        loading.reader.expect<TomlTable>(entry.key, entry.value, name(FieldType::table));
    if (table != nullptr)
      loading.workspace.environments.push_back(load_environment(entry, *table, loading));
  }
}

void check_references(const TomlTable& document, Loading& loading) {
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
