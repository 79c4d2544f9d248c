// Completion in TOML editors walks `properties`, `anyOf`, `oneOf` and `allOf` without looking at
// what is written, and leaves `dependencies` alone. So the settings of all providers stand side by
// side in `properties`, each with whose it is, and which of them a provider or way to authenticate
// takes stands in `dependencies`.
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/schema.h"
#include "compiler/schema_field.h"
#include "compiler/settings.h"

namespace keyplate::compiler {
namespace {

Schema reference_to(std::string_view definition) {
  return {{"$ref", fmt::format("#/definitions/{}", definition)}};
}

/// What holds where the setting `key` is `value`.
Schema where_is(std::string_view key, std::string_view value, Schema holds) {
  return {{"if", {{"properties", {{key, {{"const", value}}}}}}}, {"then", std::move(holds)}};
}

/// Names with a sentence about each, which editors show beside the choices.
struct DocumentedChoices {
  Schema names = Schema::array();
  Schema docs = Schema::array();

  void add(std::string_view name, std::string_view doc) {
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) {
      names.push_back(name);
      docs.push_back(doc);
    } else {
      Schema& written = docs[static_cast<std::size_t>(known - names.begin())];
      written = fmt::format("{}\n\n{}", written.get<std::string>(), doc);
    }
  }
  void put_into(Schema& schema) const {
    schema["enum"] = names;
    schema["x-taplo"] = {{"docs", {{"enumValues", docs}}}};
  }
};

/// Which of the settings described elsewhere a table takes: those named in `shared` are described
/// again, as they mean something else here.
Schema narrowed(std::span<const FieldSpec* const> fields, std::span<const std::string_view> shared,
                std::span<const Alternatives> alternatives) {
  Schema properties = Schema::object();
  Schema required = Schema::array();
  for (const FieldSpec* const field : fields) {
    const bool again = std::find(shared.begin(), shared.end(), field->name) != shared.end();
    properties[std::string(field->name)] = again ? field_schema(*field) : Schema(true);
    if (field->required) required.push_back(field->name);
  }
  Schema schema = {{"properties", properties}};
  if (!required.empty()) schema["required"] = required;
  schema["additionalProperties"] = false;
  restrict_to(alternatives, schema);
  return schema;
}

// ---- auth ----

std::string auth_name(const ProviderSpec& provider) {
  return fmt::format("{}_auth", provider.name);
}

/// The rows of all ways to authenticate.
std::vector<OwnedField> fields_of_auth() {
  std::vector<OwnedField> fields;
  for (const ProviderSpec& provider : providers()) {
    for (const AuthSpec& auth : provider.auth) {
      for (const FieldSpec& field : auth.fields) {
        const auto same = [&](const OwnedField& other) {
          return other.field->name == field.name && other.owner == provider.name &&
                 other.field->doc == field.doc;
        };
        if (std::none_of(fields.begin(), fields.end(), same))
          fields.push_back({&field, provider.name});
      }
    }
  }
  return fields;
}

/// Every way to authenticate, whichever provider it belongs to.
Schema any_auth() {
  Schema type = {{"description", "How to authenticate."}, {"type", "string"}};
  DocumentedChoices types;
  for (const ProviderSpec& provider : providers())
    for (const AuthSpec& auth : provider.auth)
      types.add(auth.type, fmt::format("{}: {}", provider.name, auth.doc));
  types.put_into(type);
  Schema properties = {{"type", type}};
  properties.update(united_properties(fields_of_auth()));
  return {{"description", find(vault_settings(), "auth")->doc},
          {"type", "object"},
          {"properties", properties}};
}

/// One type of a provider; other authentication in it is the provider's too.
Schema auth_of_type(const ProviderSpec& provider, const AuthSpec& auth) {
  const FieldSpec type{"type", FieldType::choice, "How to authenticate.", needed};
  std::vector<const FieldSpec*> fields = {&type};
  for (const FieldSpec& field : auth.fields) fields.push_back(&field);
  const std::vector<OwnedField> all = fields_of_auth();
  Schema schema = narrowed(fields, shared_names(all), auth.alternatives);
  for (const FieldSpec& field : auth.fields) {
    if (field.type == FieldType::auth)
      schema["properties"][std::string(field.name)] = reference_to(auth_name(provider));
  }
  return schema;
}

/// An empty table is the ambient chain, as no `auth` is.
Schema auth_of(const ProviderSpec& provider) {
  Schema types = Schema::array();
  Schema by_type = Schema::array();
  for (const AuthSpec& auth : provider.auth) {
    types.push_back(auth.type);
    by_type.push_back(where_is("type", auth.type, auth_of_type(provider, auth)));
  }
  return {{"description", fmt::format("How to authenticate with {}", provider.doc)},
          {"type", "object"},
          {"properties", {{"type", {{"enum", types}}}}},
          {"if", {{"minProperties", 1}}},
          {"then", {{"required", {"type"}}}},
          {"dependencies", {{"type", {{"allOf", by_type}}}}}};
}

// ---- vaults ----

std::vector<OwnedField> fields_of_vaults() {
  std::vector<OwnedField> fields;
  for (const FieldSpec& field : vault_settings()) fields.push_back({&field, ""});
  for (const ProviderSpec& provider : providers())
    for (const FieldSpec& field : provider.settings) fields.push_back({&field, provider.name});
  return fields;
}

Schema vault_of(const ProviderSpec& provider) {
  std::vector<const FieldSpec*> fields;
  for (const FieldSpec& field : vault_settings())
    if (field.type != FieldType::auth || !provider.auth.empty()) fields.push_back(&field);
  for (const FieldSpec& field : provider.settings) fields.push_back(&field);
  const std::vector<OwnedField> all = fields_of_vaults();
  Schema schema = narrowed(fields, shared_names(all), provider.alternatives);
  if (!provider.auth.empty()) schema["properties"]["auth"] = reference_to(auth_name(provider));
  return schema;
}

/// A vault without a known provider is a mistake that hides which other settings there may be.
Schema any_vault_schema(const SectionSpec& section) {
  Schema properties = united_properties(fields_of_vaults());
  Schema by_provider = Schema::array();
  DocumentedChoices names;
  for (const ProviderSpec& provider : providers()) {
    names.add(provider.name, provider.doc);
    by_provider.push_back(where_is("provider", provider.name, vault_of(provider)));
  }
  names.put_into(properties["provider"]);
  return {{"title", section.title},   {"description", section.doc},
          {"type", "object"},         {"properties", properties},
          {"required", {"provider"}}, {"dependencies", {{"provider", {{"allOf", by_provider}}}}}};
}

// ---- the whole ----

/// A table of tables whose names the author chooses.
Schema named_tables(const SectionSpec& section, Schema table) {
  return {{"description", section.doc},
          {"type", "object"},
          {"propertyNames", plain_name_schema()},
          {"additionalProperties", std::move(table)}};
}

Schema section_schema(const SectionSpec& section) {
  if (section.name == "vaults") return named_tables(section, reference_to("vault"));
  Schema head = {{"title", section.title}, {"description", section.doc}};
  switch (section.shape) {
    case SectionShape::table:
      break;
    case SectionShape::list:
      head.update({{"type", "array"}, {"items", table_schema(section.fields)}});
      return head;
    case SectionShape::named:
      head.update(table_schema(section.fields));
      return named_tables(section, head);
    case SectionShape::map:
      head.update(
          {{"type", "object"}, {"additionalProperties", field_schema(section.fields.front())}});
      return head;
  }
  head.update(table_schema(section.fields));
  return head;
}

Schema definitions() {
  Schema all = {{"vault", any_vault_schema(section("vaults"))}, {"auth", any_auth()}};
  for (const ProviderSpec& provider : providers())
    if (!provider.auth.empty()) all[auth_name(provider)] = auth_of(provider);
  return all;
}

}  // namespace

std::string workspace_schema() {
  Schema properties = Schema::object();
  for (const SectionSpec& section : sections())
    properties[std::string(section.name)] = section_schema(section);
  const Schema schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                         {"title", "keyplate.toml"},
                         {"description",
                          "A keyplate workspace: vaults, environments and which "
                          "files are templates."},
                         {"type", "object"},
                         {"properties", properties},
                         {"additionalProperties", false},
                         {"definitions", definitions()}};
  return schema.dump(2) + "\n";
}

std::string config_schema() {
  Schema properties = table_schema(user_settings())["properties"];
  Schema entry = table_schema(personal_auth_settings());
  entry["properties"]["match"].update(table_schema(match_settings()));
  Schema& auth = properties["auth"];
  auth.update({{"type", "array"}, {"items", entry}});
  properties["agent"].update(table_schema(agent_settings()));
  Schema how = any_auth();
  how["additionalProperties"] = false;
  const Schema schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "config.toml"},
      {"description", "What is yours whatever the workspace: credentials, proxy, certificates."},
      {"type", "object"},
      {"properties", properties},
      {"additionalProperties", false},
      {"definitions", {{"auth", how}}}};
  return schema.dump(2) + "\n";
}

}  // namespace keyplate::compiler
