#include "compiler/schema_field.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/names.h"
#include "compiler/workspace_fields.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view duration_pattern =
    "^(0|[0-9]+d([0-9]+h)?([0-9]+m)?([0-9]+s)?|[0-9]+h([0-9]+m)?([0-9]+s)?|[0-9]+m([0-9]+s)?|"
    "[0-9]+s)$";
constexpr std::string_view url_pattern = "^https?://[^/?#@\\t\\r\\n \\\\\"<>]+(/[^?#]*)?$";

/// A string, or each of a list.
Schema text_schema(const FieldSpec& field) {
  Schema schema = {{"type", "string"}};
  if (!field.choices.empty()) schema["enum"] = field.choices;
  const std::string_view pattern =
      field.type == FieldType::url ? url_pattern : pattern_of(field.rule);
  if (!pattern.empty()) schema["pattern"] = pattern;
  return schema;
}

Schema list_schema(const FieldSpec& field) {
  return {{"type", "array"}, {"items", text_schema(field)}};
}

Schema integer_schema(const FieldSpec& field) {
  Schema schema = {{"type", "integer"}};
  if (field.least != INT64_MIN) schema["minimum"] = field.least;
  if (field.most != INT64_MAX) schema["maximum"] = field.most;
  return schema;
}

/// `0` may be written as a number too, where it is long enough.
Schema duration_schema(const FieldSpec& field) {
  Schema schema = {{"type", "string"}, {"pattern", duration_pattern}};
  if (field.least <= 0)
    schema.update({{"type", {"string", "integer"}}, {"minimum", 0}, {"maximum", 0}});
  return schema;
}

/// Exactly one of the places that it may come from.
Schema credential_schema(FieldType type) {
  Schema schema = table_schema(credential_sources(type));
  schema["minProperties"] = 1;
  schema["maxProperties"] = 1;
  return schema;
}

Schema value_schema(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::any:
      return Schema::object();
    case FieldType::boolean:
      return {{"type", "boolean"}};
    case FieldType::integer:
      return integer_schema(field);
    case FieldType::number:
      return {{"type", "number"}};
    case FieldType::duration:
      return duration_schema(field);
    case FieldType::string_list:
    case FieldType::glob_list:
      return list_schema(field);
    case FieldType::string_map:
      return {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
    case FieldType::credential:
    case FieldType::jwt:
      return credential_schema(field.type);
    case FieldType::auth:
      return {{"allOf", {{{"$ref", "#/definitions/auth"}}}}};
    case FieldType::table:
      return {{"type", "object"}};
    case FieldType::string:
    case FieldType::choice:
    case FieldType::path:
    case FieldType::credential_path:
    case FieldType::glob:
    case FieldType::url:
      return text_schema(field);
  }
  return Schema::object();
}

/// What an absent setting means, as a value of its type.
Schema fallback_value(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::boolean:
    case FieldType::integer:
    case FieldType::number:
      return Schema::parse(field.fallback);
    case FieldType::string_list:
    case FieldType::glob_list:
      break;
    default:
      return field.fallback;
  }
  Schema list = Schema::array();
  for (std::string_view rest = field.fallback; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(", "), rest.size());
    list.push_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 2, rest.size()));
  }
  return list;
}

/// What rows of one name have in common: their type where it is the same, else any of their types.
Schema common_schema(const std::vector<const FieldSpec*>& rows) {
  Schema kinds = Schema::array();
  for (const FieldSpec* const row : rows) {
    Schema kind = value_schema(*row);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  }
  return kinds.size() == 1 ? kinds.front() : Schema{{"anyOf", kinds}};
}

}  // namespace

Schema field_schema(const FieldSpec& field) {
  Schema schema = {{"description", field.doc}};
  schema.update(value_schema(field));
  if (!field.fallback.empty()) schema["default"] = fallback_value(field);
  return schema;
}

Schema table_schema(std::span<const FieldSpec> fields) {
  Schema properties = Schema::object();
  Schema required = Schema::array();
  for (const FieldSpec& field : fields) {
    properties[std::string(field.name)] = field_schema(field);
    if (field.required) required.push_back(field.name);
  }
  Schema schema = {{"type", "object"}, {"properties", properties}};
  if (!required.empty()) schema["required"] = required;
  schema["additionalProperties"] = false;
  return schema;
}

Schema plain_name_schema() {
  return text_schema({.name = "NAME", .doc = "A name.", .rule = plain_name_problem});
}

void restrict_to(std::span<const Alternatives> groups, Schema& table) {
  Schema all = Schema::array();
  for (const Alternatives& group : groups) {
    Schema one = Schema::array();
    for (const std::string_view name : group.names) {
      const std::size_t plus = std::min(name.find('+'), name.size());
      const std::string first(name.substr(0, plus));
      one.push_back({{"required", {first}}});
      if (plus < name.size()) table["dependencies"][first] = {name.substr(plus + 1)};
    }
    if (!group.required) one.push_back({{"not", {{"anyOf", one}}}});
    all.push_back({{"oneOf", one}});
  }
  if (!all.empty()) table["allOf"] = all;
}

std::vector<std::string_view> shared_names(std::span<const OwnedField> fields) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string_view name = fields[i].field->name;
    const bool again =
        std::any_of(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const OwnedField& other) { return other.field->name == name; });
    if (again && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Schema united_properties(std::span<const OwnedField> fields) {
  Schema properties = Schema::object();
  for (const OwnedField& owned : fields) {
    const std::string name(owned.field->name);
    if (properties.contains(name)) continue;
    std::vector<const FieldSpec*> rows;
    std::string docs;
    for (const OwnedField& other : fields) {
      if (other.field->name != name) continue;
      rows.push_back(other.field);
      docs += fmt::format("{}{}{}{}", docs.empty() ? "" : "\n\n", other.owner,
                          other.owner.empty() ? "" : ": ", other.field->doc);
    }
    Schema schema = rows.size() == 1 ? field_schema(*rows.front()) : common_schema(rows);
    schema["description"] = docs;
    properties[name] = schema;
  }
  return properties;
}

}  // namespace keyplate::compiler
