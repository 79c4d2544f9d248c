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
        check_setting(*value, *field, provider, owner, loading_);
    reader_.check_alternatives(table, provider.alternatives, owner);
    if (string(table, "engine") == "dynamic" && find(table, "paths") == nullptr)
      reader_.sink().report(reader_.source(), owner.span, diag::missing_setting, owner.name,
                            "`paths`, which say what a dynamic engine may mint");
    if (const TomlValue* paths = find(table, "paths");
        paths && string(table, "engine") != "dynamic")
      reader_.sink().report(
          reader_.source(), paths->span, diag::missing_setting, owner.name,
          "`engine = \"dynamic\"`, without which `paths` permit nothing and forbid "
          "nothing; `allow` says which names may be read");
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
