#include <fmt/core.h>

#include <algorithm>

#include "compiler/names.h"
#include "compiler/names_text.h"
#include "compiler/pins.h"
#include "compiler/suggest.h"
#include "compiler/workspace_load.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

class VaultLoader {
 public:
  VaultLoader(const TomlEntry& entry, Loading& loading)
      : loading_(loading), reader_(loading.reader), span_(entry.key_span) {
    vault_.name = entry.key;
    vault_.name_span = entry.key_span;
  }

  Vault load(const TomlTable& table) {
    const Owner owner{fmt::format("vault `{}`", visible(vault_.name)), span_};
    const std::size_t before = reader_.sink().size();
    vault_.provider = provider(table);
    if (vault_.provider)
      check(table, spec(*vault_.provider), owner);
    else
      check_without_provider(table, owner);
    vault_.sound = reader_.sink().size() == before;
    flatten("", table, vault_.settings);
    std::erase_if(vault_.settings,
                  [](const Setting& setting) { return setting.key == "provider"; });
    if (vault_.provider && vault_.sound) check_pins(spec(*vault_.provider));
    return std::move(vault_);
  }

 private:
  std::optional<ProviderId> provider(const TomlTable& table) const {
    const auto written = string(table, "provider");
    return written ? find_provider(*written) : std::nullopt;
  }

  /// Which other settings there may be isn't known; those of every vault are checked.
  void check_without_provider(const TomlTable& table, const Owner& owner) {
    for (const FieldSpec& field : vault_settings()) {
      const TomlValue* value = find(table, field.name);
      if (value != nullptr)
        reader_.check_value(field.name, *value, field);
      else if (field.required)
        reader_.sink().report(reader_.source(), owner.span, diag::missing_setting, owner.name,
                              fmt::format("`{}`", field.name));
    }
  }

  void check(const TomlTable& table, const ProviderSpec& provider, const Owner& owner) {
    std::vector<const FieldSpec*> fields;
    for (const FieldSpec& field : vault_settings())
      if (field.type != FieldType::auth || !provider.auth.empty()) fields.push_back(&field);
    for (const FieldSpec& field : provider.settings) fields.push_back(&field);
    reader_.check_keys(table, fields, owner);
    for (const FieldSpec* field : fields)
      if (const TomlValue* value = find(table, field->name))
        check_setting(*value, *field, provider, owner);
    reader_.check_alternatives(table, provider.alternatives, owner);
    if (string(table, "engine") == "dynamic" && find(table, "paths") == nullptr)
      reader_.sink().report(reader_.source(), owner.span, diag::missing_setting, owner.name,
                            "`paths`, which say what a dynamic engine may mint");
  }

  void check_setting(const TomlValue& value, const FieldSpec& field, const ProviderSpec& provider,
                     const Owner& owner) {
    if (!reader_.check_value(field.name, value, field)) return;
    if (field.type == FieldType::auth)
      check_auth(*value.as<TomlTable>(), value.span, field.name, provider, owner);
    if (field.type == FieldType::path) check_data_path(value, loading_);
    if (field.type == FieldType::credential_path) check_key_path(value, field.name, loading_);
    if (field.type == FieldType::credential || field.type == FieldType::jwt) {
      if (const TomlValue* command = find(*value.as<TomlTable>(), "command"))
        check_command(*command, loading_);
    }
    if (field.rule == azure_scope_problem) check_scopes(value);
    if (field.type == FieldType::string_list && field.name == "command")
      check_command(value, loading_);
  }

  /// An empty table is the ambient chain, as no `auth` is.
  void check_auth(const TomlTable& table, Span span, std::string_view key,
                  const ProviderSpec& provider, const Owner& vault) {
    if (table.empty()) return;
    std::vector<std::string_view> types;
    for (const AuthSpec& auth : provider.auth) types.push_back(auth.type);
    FieldSpec type{"type", FieldType::choice, "How to authenticate.", true};
    type.choices = types;
    const Owner owner{fmt::format("`{}` of {}", key, vault.name), span};
    const TomlValue* written = find(table, "type");
    if (written == nullptr) {
      reader_.sink().report(reader_.source(), span, diag::missing_setting, owner.name,
                            fmt::format("a `type`{}", hint("", types)));
      return;
    }
    if (!reader_.check_value("auth.type", *written, type)) return;
    const auto auth = std::find_if(
        provider.auth.begin(), provider.auth.end(),
        [&](const AuthSpec& row) { return row.type == written->as<TomlString>()->text; });
    check_auth_fields(table, *auth, type, provider, owner);
  }

  void check_auth_fields(const TomlTable& table, const AuthSpec& auth, const FieldSpec& type,
                         const ProviderSpec& provider, const Owner& owner) {
    std::vector<const FieldSpec*> fields = {&type};
    for (const FieldSpec& field : auth.fields) fields.push_back(&field);
    const Owner typed{fmt::format("{} with type `{}`", owner.name, auth.type), owner.span};
    reader_.check_keys(table, fields, typed);
    for (const FieldSpec& field : auth.fields)
      if (const TomlValue* value = find(table, field.name))
        check_setting(*value, field, provider, owner);
    reader_.check_alternatives(table, auth.alternatives, typed);
  }

  /// What the settings, each right by itself, say of each other.
  void check_pins(const ProviderSpec& provider) {
    if (provider.pins == nullptr || provider.pins->settings == nullptr) return;
    std::vector<PinProblem> problems;
    provider.pins->settings(vault_, problems);
    for (const PinProblem& found : problems) {
      const Setting* setting = vault_.find(found.field);
      reader_.sink().report(reader_.source(), setting->span, *found.message,
                            shown(setting->values.front()), found.problem.reason);
    }
  }

  void check_scopes(const TomlValue& scopes) {
    std::vector<std::string_view> written;
    for (const TomlValue& scope : *scopes.as<TomlArray>())
      written.push_back(scope.as<TomlString>()->text);
    for (const std::string& missing : missing_azure_scopes(written))
      reader_.sink().report(reader_.source(), scopes.span, diag::azure_scopes, "scopes",
                            fmt::format("lacks {}; a written list holds all four", missing));
  }

  Loading& loading_;
  FieldReader& reader_;
  Span span_;
  Vault vault_;
};

void flatten_value(const std::string& key, const TomlValue& value, std::vector<Setting>& settings);

void append_text(const TomlValue& value, std::vector<std::string>& texts) {
  if (const auto* text = value.as<TomlString>()) texts.push_back(text->text);
  if (const auto* integer = value.as<TomlInteger>()) texts.push_back(decimal(*integer));
  if (const auto* number = value.as<TomlFloat>()) texts.push_back(number->spelling);
  if (const auto* date = value.as<TomlDate>()) texts.push_back(date->spelling);
  if (const auto* boolean = value.as<bool>()) texts.emplace_back(*boolean ? "true" : "false");
}

void flatten_value(const std::string& key, const TomlValue& value, std::vector<Setting>& settings) {
  if (const auto* table = value.as<TomlTable>()) return flatten(key + ".", *table, settings);
  Setting setting;
  setting.key = key;
  setting.span = value.span;
  if (const auto* list = value.as<TomlArray>()) {
    setting.list = true;
    for (const TomlValue& element : *list) append_text(element, setting.values);
  } else {
    append_text(value, setting.values);
  }
  settings.push_back(std::move(setting));
}

}  // namespace

void flatten(const std::string& prefix, const TomlTable& table, std::vector<Setting>& settings) {
  for (const TomlEntry& entry : table) flatten_value(prefix + entry.key, entry.value, settings);
}

void load_vaults(const TomlTable& vaults, Loading& loading) {
  for (const TomlEntry& entry : vaults) {
    check_plain_name(entry, loading);
    const auto* table =
        loading.reader.expect<TomlTable>(entry.key, entry.value, name(FieldType::table));
    if (table != nullptr)
      loading.workspace.vaults.push_back(VaultLoader(entry, loading).load(*table));
  }
}

}  // namespace keyplate::compiler
