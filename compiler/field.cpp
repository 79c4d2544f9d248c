#include "compiler/field.h"

namespace keyplate::compiler {

std::string_view name(FieldType type) {
  switch (type) {
    case FieldType::any:
      return "any value";
    case FieldType::string:
      return "a string";
    case FieldType::integer:
      return "an integer";
    case FieldType::number:
      return "a number";
    case FieldType::boolean:
      return "`true` or `false`";
    case FieldType::duration:
      return "a duration such as `30m`";
    case FieldType::choice:
      return "a string";
    case FieldType::string_list:
      return "a list of strings";
    case FieldType::string_map:
      return "a table of strings";
    case FieldType::path:
      return "a path";
    case FieldType::credential_path:
      return "a path";
    case FieldType::credential:
      return "a table that names where the credential comes from";
    case FieldType::jwt:
      return "a table that names where the token comes from";
    case FieldType::auth:
      return "a table with a `type`";
    case FieldType::glob:
      return "a glob";
    case FieldType::glob_list:
      return "a list of globs";
    case FieldType::url:
      return "a URL";
    case FieldType::table:
      return "a table";
  }
  return {};
}

const FieldSpec* find(std::span<const FieldSpec> fields, std::string_view name) {
  for (const FieldSpec& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace keyplate::compiler
