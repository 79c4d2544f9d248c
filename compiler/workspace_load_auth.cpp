#include <fmt/core.h>

#include <algorithm>

#include "compiler/names.h"
#include "compiler/suggest.h"
#include "compiler/workspace_load.h"

namespace keyplate::compiler {
namespace {

void check_scopes(const TomlValue& scopes, FieldReader& reader) {
  std::vector<std::string_view> written;
  for (const TomlValue& scope : *scopes.as<TomlArray>())
    written.push_back(scope.as<TomlString>()->text);
  for (const std::string& missing : missing_azure_scopes(written))
    reader.sink().report(reader.source(), scopes.span, diag::azure_scopes, "scopes",
                         fmt::format("lacks {}; a written list holds all four", missing));
}

void check_source(const TomlTable& credential, Loading& loading) {
  if (const TomlValue* command = find(credential, "command")) check_command(*command, loading);
  if (const TomlValue* file = find(credential, "file")) check_credential_path(*file, loading);
}

}  // namespace

void check_setting(const TomlValue& value, const FieldSpec& field, const ProviderSpec& provider,
                   const Owner& owner, Loading& loading) {
  if (!loading.reader.check_value(field.name, value, field)) return;
  if (field.type == FieldType::auth)
    check_auth(*value.as<TomlTable>(), value.span, field.name, provider, owner, loading);
  if (field.type == FieldType::path) check_data_path(value, loading);
  if (field.type == FieldType::credential_path) {
    check_credential_path(value, loading);
    check_key_path(value, field.name, loading);
  }
  if (field.type == FieldType::credential || field.type == FieldType::jwt)
    check_source(*value.as<TomlTable>(), loading);
  if (field.rule == azure_scope_problem) check_scopes(value, loading.reader);
  if (field.type == FieldType::string_list && field.name == "command")
    check_command(value, loading);
}

void check_auth(const TomlTable& table, Span span, std::string_view key,
                const ProviderSpec& provider, const Owner& owner_of_key, Loading& loading) {
  if (table.empty()) return;
  FieldReader& reader = loading.reader;
  std::vector<std::string_view> types;
  for (const AuthSpec& auth : provider.auth) types.push_back(auth.type);
  FieldSpec type{"type", FieldType::choice, "How to authenticate.", true};
  type.choices = types;
  const Owner owner{fmt::format("`{}` of {}", key, owner_of_key.name), span};
  const TomlValue* written = find(table, "type");
  if (written == nullptr) {
    reader.sink().report(reader.source(), span, diag::missing_setting, owner.name,
                         fmt::format("a `type`{}", hint("", types)));
    return;
  }
  if (!reader.check_value("auth.type", *written, type)) return;
  const auto auth = std::find_if(
      provider.auth.begin(), provider.auth.end(),
      [&](const AuthSpec& row) { return row.type == written->as<TomlString>()->text; });
  check_auth_fields(table, *auth, type, provider, owner, loading);
}

void check_auth_fields(const TomlTable& table, const AuthSpec& auth, const FieldSpec& type,
                       const ProviderSpec& provider, const Owner& owner, Loading& loading) {
  std::vector<const FieldSpec*> fields = {&type};
  for (const FieldSpec& field : auth.fields) fields.push_back(&field);
  const Owner typed{fmt::format("{} with type `{}`", owner.name, auth.type), owner.span};
  loading.reader.check_keys(table, fields, typed);
  for (const FieldSpec& field : auth.fields)
    if (const TomlValue* value = find(table, field.name))
      check_setting(*value, field, provider, owner, loading);
  loading.reader.check_alternatives(table, auth.alternatives, typed);
}

}  // namespace keyplate::compiler
