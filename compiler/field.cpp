#include "compiler/field.h"

#include <algorithm>

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
      return "a boolean";
    case FieldType::duration:
      return "a duration";
    case FieldType::choice:
      return "a choice";
    case FieldType::string_list:
      return "a list of strings";
    case FieldType::string_map:
      return "a table of strings";
    case FieldType::path:
      return "a path";
    case FieldType::credential_path:
      return "a path";
    case FieldType::credential:
      return "a credential source";
    case FieldType::url:
      return "a URL";
    case FieldType::table:
      return "a table";
  }
  return "a value";
}

const FieldSpec* find(std::span<const FieldSpec> fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [name](const FieldSpec& field) { return field.name == name; });
  return at == fields.end() ? nullptr : &*at;
}

}  // namespace keyplate::compiler
