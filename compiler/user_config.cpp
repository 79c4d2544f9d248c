#include "compiler/user_config.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/settings.h"
#include "compiler/suggest.h"
#include "compiler/workspace_load.h"

namespace keyplate::compiler {
namespace {

/// A type of whose settings all that are written are.
bool fits(const TomlTable& use, const AuthSpec& auth) {
  return std::all_of(use.begin(), use.end(), [&](const TomlEntry& entry) {
    return find(auth.fields, entry.key) != nullptr;
  });
}

bool has_all_needed(const TomlTable& use, const AuthSpec& auth) {
  return std::all_of(auth.fields.begin(), auth.fields.end(), [&](const FieldSpec& field) {
    return !field.required || find(use, field.name) != nullptr;
  });
}

/// The types that settings without a `type` may mean: those that nothing is missing of, if any.
std::vector<const AuthSpec*> meant(const TomlTable& use, const ProviderSpec& provider) {
  std::vector<const AuthSpec*> types;
  for (const AuthSpec& auth : provider.auth)
    if (fits(use, auth)) types.push_back(&auth);
  const auto complete = std::stable_partition(
      types.begin(), types.end(), [&](const AuthSpec* auth) { return has_all_needed(use, *auth); });
  if (complete != types.begin()) types.erase(complete, types.end());
  return types;
}

/// The settings of all types, each name once and none of them needed.
std::vector<FieldSpec> fields_of_all(const ProviderSpec& provider) {
  std::vector<FieldSpec> fields;
  for (const AuthSpec& auth : provider.auth) {
    for (const FieldSpec& field : auth.fields) {
      if (find(fields, field.name) != nullptr) continue;
      fields.push_back(field);
      fields.back().required = false;
    }
  }
  return fields;
}

class AuthLoader {
 public:
  explicit AuthLoader(Loading& loading) : loading_(loading), reader_(loading.reader) {}

  /// Nothing after a mistake.
  std::optional<PersonalAuth> load(const TomlValue& value) {
    const std::size_t before = reader_.sink().size();
    const auto* table = reader_.expect<TomlTable>("auth[...]", value, name(FieldType::table));
    if (table == nullptr) return std::nullopt;
    reader_.check(*table, personal_auth_settings(), {"`[[auth]]`", value.span});
    const TomlValue* match = find(*table, "match");
    const auto* matched = match == nullptr ? nullptr : match->as<TomlTable>();
    if (matched == nullptr) return std::nullopt;
    const auto provider = load_match(*matched, match->span);
    const TomlValue* use = find(*table, "use");
    if (provider && use != nullptr && use->as<TomlTable>() != nullptr)
      load_use(*use->as<TomlTable>(), use->span, spec(*provider));
    if (reader_.sink().size() != before) return std::nullopt;
    return std::move(loaded_);
  }

 private:
  /// Of what tells vaults apart a provider has only some.
  static std::vector<const FieldSpec*> match_rows(std::optional<ProviderId> provider) {
    std::vector<const FieldSpec*> rows;
    for (const FieldSpec& row : match_settings()) {
      const bool general = row.name == "provider" || row.name == "vault";
      if (general || !provider || find(spec(*provider).settings, row.name) != nullptr)
        rows.push_back(&row);
    }
    return rows;
  }

  std::optional<ProviderId> load_match(const TomlTable& match, Span span) {
    const auto written = string(match, "provider");
    const auto provider = written ? find_provider(*written) : std::nullopt;
    const bool known = provider && !spec(*provider).auth.empty();
    const auto rows = match_rows(known ? provider : std::nullopt);
    reader_.check_keys(
        match, rows,
        {known ? fmt::format("`match` with provider `{}`", *written) : "`match`", span});
    for (const FieldSpec* row : rows)
      if (const TomlValue* value = find(match, row->name))
        reader_.check_value(row->name, *value, *row);
    if (!known) return std::nullopt;
    loaded_.provider = *provider;
    flatten("", match, loaded_.match);
    std::erase_if(loaded_.match, [](const Setting& setting) { return setting.key == "provider"; });
    return provider;
  }

  void load_use(const TomlTable& use, Span span, const ProviderSpec& provider) {
    const Owner owner{"`[[auth]]`", span};
    flatten("auth.", use, loaded_.use);
    if (use.empty() || find(use, "type") != nullptr)
      return check_auth(use, span, "use", provider, owner, loading_);
    const auto types = meant(use, provider);
    if (types.size() != 1) return report_type(use, span, types, provider);
    const FieldSpec type{"type", FieldType::choice, "How to authenticate."};
    check_auth_fields(use, *types.front(), type, provider, {"`use` of `[[auth]]`", span}, loading_);
    loaded_.use.insert(loaded_.use.begin(),
                       {"auth.type", {std::string(types.front()->type)}, false, span});
  }

  /// No type has all of these settings, or several have.
  void report_type(const TomlTable& use, Span span, const std::vector<const AuthSpec*>& types,
                   const ProviderSpec& provider) {
    const std::vector<FieldSpec> all = fields_of_all(provider);
    std::vector<const FieldSpec*> rows;
    for (const FieldSpec& field : all) rows.push_back(&field);
    const std::size_t before = reader_.sink().size();
    reader_.check_keys(use, rows, {"`use` of `[[auth]]`", span});
    for (const TomlEntry& entry : use) check_literal(entry, all);
    if (reader_.sink().size() != before) return;
    std::vector<std::string_view> names;
    for (const AuthSpec* auth : types) names.push_back(auth->type);
    if (names.empty())
      for (const AuthSpec& auth : provider.auth) names.push_back(auth.type);
    reader_.sink().report(reader_.source(), span, diag::missing_setting, "`use` of `[[auth]]`",
                          fmt::format("a `type`{}", hint("", names)));
  }

  /// A credential is not written out, whichever type it belongs to.
  void check_literal(const TomlEntry& entry, std::span<const FieldSpec> fields) {
    const FieldSpec* const field = find(fields, entry.key);
    if (field == nullptr || entry.value.as<TomlTable>() != nullptr) return;
    if (field->type == FieldType::credential || field->type == FieldType::jwt)
      reader_.check_value(entry.key, entry.value, *field);
  }

  Loading& loading_;
  FieldReader& reader_;
  PersonalAuth loaded_;
};

void load_auth(const TomlValue& value, Loading& loading, UserConfig& config) {
  const auto* list = loading.reader.expect<TomlArray>("auth", value, "a list of `[[auth]]`");
  if (list == nullptr) return;
  for (const TomlValue& entry : *list)
    if (auto auth = AuthLoader(loading).load(entry)) config.auth.push_back(*std::move(auth));
}

}  // namespace

UserConfig load_user_config(const SourcePtr& source, DiagnosticSink& sink) {
  UserConfig config;
  config.source = source;
  Workspace none;  // no path or program here lies in one
  Loading loading{none, FieldReader(source, sink), true, true};
  const TomlTable document = parse_toml(source, sink);
  loading.reader.check(document, user_settings(), {"the user configuration", {}});
  TomlTable network;
  for (const TomlEntry& entry : document) {
    if (entry.key == "auth")
      load_auth(entry.value, loading, config);
    else if (entry.key == "ca_file")
      check_credential_path(entry.value, loading);
    if (entry.key == "agent" && entry.value.as<TomlTable>() != nullptr)
      loading.reader.check(*entry.value.as<TomlTable>(), agent_settings(),
                           {"`[agent]`", entry.value.span});
    if (entry.key != "auth" && entry.key != "agent") network.push_back(entry);
  }
  flatten("", network, config.network);
  return config;
}

}  // namespace keyplate::compiler
